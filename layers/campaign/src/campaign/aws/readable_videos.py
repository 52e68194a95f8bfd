"""Stored videos, where many are read at once and one that cannot be read must not stop the others."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from campaign.kernel.item import Item
from campaign.kernel.observability import count, logger
from campaign.videos.storage import video_of
from campaign.videos.video import Video


def readable_videos(items: Iterable[Item]) -> Iterator[tuple[Item, Video]]:
    """Each item with its video. What cannot be read, such as what a newer version of it wrote, is
    left out, logged and counted (`VideosUnreadable`)."""
    for item in items:
        try:
            yield item, video_of(item)
        except ValidationError:
            count("VideosUnreadable")
            logger.error("stored video cannot be read", video=item.pk)
