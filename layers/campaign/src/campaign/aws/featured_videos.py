"""Featured videos, read from the state table for the hub."""

from collections.abc import Iterator
from datetime import datetime

from campaign.aws.readable_videos import readable_videos
from campaign.aws.table import Table
from campaign.hub.state import MAX_VIDEOS
from campaign.videos.storage import featured_partition
from campaign.videos.video import Video


class FeaturedVideoTable:
    """Implements `campaign.hub.state.FeaturedVideos`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def featured_in(self, month: datetime) -> Iterator[Video]:
        items = self.table.query_index(
            "gsi1", featured_partition(month), newest_first=True, page_size=MAX_VIDEOS
        )
        return (video for _, video in readable_videos(items))
