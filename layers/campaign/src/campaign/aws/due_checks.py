"""Videos that are due, from the state table: found by keys alone. Checks are claimed by conditional writes;
what may be featured no longer leaves the hub."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from campaign.aws.batch_writes import Outcome, write_batch
from campaign.aws.expiries import Expiries
from campaign.aws.readable_videos import readable_videos
from campaign.aws.table import Key, Table
from campaign.kernel.clock import Clock, iso
from campaign.kernel.observability import count
from campaign.videos.checks import claim
from campaign.videos.review import StoredVideo
from campaign.videos.storage import check_partitions, video_item
from campaign.videos.video import Video, VideoStatus

_PART = 20
"""Two batches of a queue. What a run that dies has claimed and not sent waits for a day: let it be few."""


class DueCheckTable:
    """Hands out each video whose check is due to one caller alone."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table = table
        self.clock = clock
        self.expiries = Expiries(table)

    def claimed(self, limit: int, correlation_id: str) -> Iterator[list[Video]]:
        """At most `limit` videos, those that wait longest first, in parts that are claimed as they come."""
        now = iso(self.clock())
        shards = [
            self.table.query_keys("gsi3", partition, until=now, page_size=_PART)
            for partition in check_partitions()
        ]
        keys = (key for _, key in islice(merge(*shards), limit))
        while part := list(islice(keys, _PART)):
            yield self._claim(part, correlation_id)

    def _claim(self, keys: list[Key], correlation_id: str) -> list[Video]:
        """Those of them that are claimed now. A clash is somebody else's write, and no loss: if that did not
        answer for the check, the next run will find the video due again. What has just left the hub is left
        to it as well."""
        now = self.clock()
        writes = []
        for stored, known in readable_videos(self.table.get_many(keys).values()):
            if known.status is VideoStatus.FEATURED and known.rights_ended(now):
                self.expiries.settle(StoredVideo(known, stored.version), now, correlation_id)
            elif video := claim(known, now):
                item = video_item(
                    video,
                    version=stored.version + 1,
                    change=None,
                    changed_at=now,
                    correlation_id=correlation_id,
                )
                writes.append((video, item, stored))
        outcomes = write_batch(
            self.table.client, self.table.name, [(item, stored) for _, item, stored in writes]
        )
        claimed = [
            video
            for (video, _, _), outcome in zip(writes, outcomes, strict=True)
            if outcome is Outcome.WRITTEN
        ]
        count("ChecksNotClaimed", len(writes) - len(claimed))
        return claimed
