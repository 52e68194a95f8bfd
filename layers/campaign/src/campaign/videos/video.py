"""A video of the campaign, and what may become of it."""

from enum import StrEnum
from typing import Any, NewType

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.videos.intake import Creator, Platform, Source, VideoContent, VideoId

VideoKey = NewType("VideoKey", str)
"""`platform:id`, such as `tiktok:7374895375649443115`."""


class VideoStatus(StrEnum):
    RECEIVED = "received"
    APPROVED = "approved"
    FEATURED = "featured"
    REJECTED = "rejected"
    GONE = "gone"


WITHOUT_CONTENT = frozenset({VideoStatus.REJECTED, VideoStatus.GONE})
"""In these states nothing that can be seen of the video is kept: no caption, no handle, no figures."""


class AuditEntry(BaseModel):
    """One move of a video: who made it, when, to what, and why."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    by: str
    to: VideoStatus
    reason: str | None = None


class Video(VideoContent):
    """A video as the campaign knows it.

    `observed_at` is the moment of the newest thing known about it, by the clock of whoever observed it: what
    is older changes nothing. `received_at` and `featured_at` are the campaign's own clock. All times are
    aware.
    """

    platform: Platform
    id: VideoId
    status: VideoStatus
    source: Source | None = None
    observed_at: AwareDatetime
    received_at: AwareDatetime
    featured_at: AwareDatetime | None = None
    history: tuple[AuditEntry, ...] = ()

    @property
    def key(self) -> VideoKey:
        return VideoKey(f"{self.platform}:{self.id}")


def content_to_keep(content: VideoContent, status: VideoStatus) -> VideoContent:
    """All of it, or in a state without content only whose it is.

    The creator's `open_id` stays because it is meaningless outside this app, and finds what must be purged.
    """
    if status in WITHOUT_CONTENT:
        return VideoContent(creator=Creator(open_id=content.creator.open_id))
    return content


def fields_of(content: VideoContent) -> dict[str, Any]:
    """The content's own fields by name, nested models as they are; of a Video only those."""
    return {name: getattr(content, name) for name in VideoContent.model_fields}
