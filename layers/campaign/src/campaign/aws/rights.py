"""The rights ledger in the state table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from campaign.aws.table import Table
from campaign.videos.moves import Decision
from campaign.videos.review import StoredVideo
from campaign.videos.rights import RightsEntry
from campaign.videos.rights_storage import (
    RIGHTS_PREFIX,
    rights_entry_in,
    rights_item,
    rights_of_month,
    rights_partition,
)
from campaign.videos.storage import video_item
from campaign.videos.video import VideoKey


class RightsTable:
    """Implements `campaign.videos.rights_storage.Rights`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def of(self, video: VideoKey) -> list[RightsEntry]:
        return [rights_entry_in(item) for item in self.table.query(rights_partition(video), RIGHTS_PREFIX)]

    def in_month(self, month: datetime) -> Iterator[RightsEntry]:
        """What was entered in that month (UTC), oldest first."""
        return map(rights_entry_in, self.table.query_index("gsi1", rights_of_month(month)))

    def record(
        self,
        entry: RightsEntry,
        at: datetime,
        correlation_id: str,
        marked: tuple[Decision, StoredVideo] | None = None,
    ) -> None:
        """One entry; `marked` is what it means for the video, written with it.

        Raises ConflictError when the video was written meanwhile, or the very same was entered in the same
        microsecond.
        """
        actions = [self.table.put_action(rights_item(entry), None)]
        if marked is not None:
            decision, replaced = marked
            video = video_item(
                decision.video,
                version=replaced.version + 1,
                change=decision.change,
                changed_at=at,
                correlation_id=correlation_id,
            )
            actions.append(self.table.put_action(video, replaced.version))
        self.table.transact(f"video {entry.video}", actions)
