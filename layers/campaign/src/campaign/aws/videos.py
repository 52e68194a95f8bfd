"""Videos in the state table, one at a time: read, review queue, save."""

from __future__ import annotations

from datetime import datetime
from heapq import merge
from itertools import islice

from campaign.aws.readable_videos import readable_videos
from campaign.aws.table import Table
from campaign.kernel.item import Item
from campaign.videos.moves import Decision
from campaign.videos.review import StoredVideo
from campaign.videos.storage import review_partitions, video_item, video_key, video_of
from campaign.videos.video import VideoKey


class VideoTable:
    """Implements `campaign.videos.review.Videos`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, key: VideoKey) -> StoredVideo | None:
        item = self.table.get(*video_key(key))
        return _stored(item) if item else None

    def to_review(self, limit: int) -> list[StoredVideo]:
        shards = [
            self.table.query_index("gsi1", partition, page_size=limit) for partition in review_partitions()
        ]
        waiting = readable_videos(merge(*shards, key=_waiting_since))
        return [StoredVideo(video, item.version) for item, video in islice(waiting, limit)]

    def save(
        self, decision: Decision, replaced: StoredVideo, at: datetime, correlation_id: str
    ) -> StoredVideo:
        version = replaced.version + 1
        item = video_item(
            decision.video,
            version=version,
            change=decision.change,
            changed_at=at,
            correlation_id=correlation_id,
        )
        self.table.put(item, expected=replaced.version)
        return StoredVideo(decision.video, version)


def _stored(item: Item) -> StoredVideo:
    return StoredVideo(video_of(item), item.version)


def _waiting_since(item: Item) -> str:
    return item.gsi1[1] if item.gsi1 else ""
