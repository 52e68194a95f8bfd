"""A video of the campaign, and what may become of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, NewType

from pydantic import AwareDatetime, Field

from campaign.videos.intake import Creator, Mark, Platform, Source, VideoContent, VideoId

VideoKey = NewType("VideoKey", str)
"""`platform:id`, such as `tiktok:7374895375649443115`."""


class VideoStatus(StrEnum):
    RECEIVED = "received"
    SCREENED = "screened"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    FEATURED = "featured"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    GONE = "gone"

    __hash__ = str.__hash__  # an Enum's own is Python, and each move looks up half a dozen


TOMBSTONES = frozenset({VideoStatus.WITHDRAWN, VideoStatus.GONE})
"""In these states the record is deleted but for what messages still on their way need: docs/data-model.md."""

WITHOUT_CONTENT = TOMBSTONES | {VideoStatus.REJECTED}
"""In these states nothing that can be seen of the video is kept: no caption, no handle, no figures."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One move of a video: who made it, when, to what, by which rule, and why.

    `by`: a moderator's id, `system`, or `creator` · `reason`: a moderator's own words. No pydantic model: two
    are made for every new video, of what is known to be right.
    """

    at: AwareDatetime
    by: str
    to: VideoStatus
    rule: str
    reason: str | None = None


_CONTENT = tuple(VideoContent.model_fields)


class Video(VideoContent):
    """A video as the campaign knows it.

    By the clocks of those who observed it: `observed_at` is when the caption and handle were as they are
    here, `details_at` when the figures, region, duration and time of publication were; `sightings` is when
    each source saw it last, `declared` the marks that it saw then. What was observed at or before `gone_at`
    does not count. `missing_since` is the first of the checks that do not find it.

    By the campaign's own clock: `received_at`, `featured_at`, `check_due`, when it is to be checked next, and
    `rights_until`: from then on an answer in the rights ledger stands against featuring it.
    """

    platform: Platform
    id: VideoId
    status: VideoStatus
    source: Source | None = None
    observed_at: AwareDatetime
    details_at: AwareDatetime | None = None
    sightings: dict[Source, AwareDatetime] = Field(default_factory=dict)
    declared: dict[Source, tuple[Mark, ...]] = Field(default_factory=dict)
    gone_at: AwareDatetime | None = None
    missing_since: AwareDatetime | None = None
    check_due: AwareDatetime | None = None
    received_at: AwareDatetime
    featured_at: AwareDatetime | None = None
    rights_until: AwareDatetime | None = None
    history: tuple[AuditEntry, ...] = ()

    @property
    def key(self) -> VideoKey:
        return VideoKey(f"{self.platform}:{self.id}")

    @property
    def taken_off_at(self) -> datetime | None:
        """When it was last taken off the hub; None while it is featured, or if it never was as far as its
        history goes back."""
        if self.featured_at is not None:
            return None
        for entry, after in pairwise(reversed(self.history)):
            if after.to is VideoStatus.FEATURED:
                return entry.at
        return None

    def rights_ended(self, at: datetime) -> bool:
        return self.rights_until is not None and self.rights_until <= at


def without_content(creator: Creator) -> dict[str, Any]:
    """What to change so that nothing which can be seen of the video is left.

    The creator's `open_id` stays because it is meaningless outside this app, and finds what must be purged.
    """
    return {
        **fields_of(VideoContent(creator=Creator(open_id=creator.open_id))),
        "source": None,
        "details_at": None,
        "sightings": {},
        "declared": {},
        "missing_since": None,
        "check_due": None,
    }


def fields_of(content: VideoContent) -> dict[str, Any]:
    """The content's own fields by name, nested models as they are; of a Video only those."""
    return {name: getattr(content, name) for name in _CONTENT}
