"""A live session as the campaign knows it: who speaks, about what, when, and where to watch."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

# Forty characters leave room for revision and milestone in a schedule's name, which AWS limits to 64.
SessionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\r\n]+$")
]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Handle = Annotated[str, StringConstraints(pattern=r"^@[A-Za-z0-9_.]{2,24}$")]
"""A TikTok account by its public name."""
Source = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""The programme that a session was imported from; the importer chooses its name."""

_LIVE_LINK = re.compile(r"https://(www\.)?tiktok\.com/((@[A-Za-z0-9_.]{2,24})/live|live/event/[0-9]{1,25})/?")
_REPLAY_LINK = re.compile(r"https://(www\.)?tiktok\.com/@[A-Za-z0-9_.]{2,24}/video/[0-9]{1,25}/?")


def _live_link(link: str) -> str:
    """TikTok has no interface for live sessions: all that can be checked is how the link is written."""
    if not _LIVE_LINK.fullmatch(link):
        raise ValueError(
            "not a link to a TikTok live; write https://www.tiktok.com/@<account>/live "
            "or https://www.tiktok.com/live/event/<id>"
        )
    return link


def _replay_link(link: str) -> str:
    if not _REPLAY_LINK.fullmatch(link):
        raise ValueError(
            "not a link to a TikTok video; write https://www.tiktok.com/@<account>/video/<number>"
        )
    return link


def account_in(link: str) -> str | None:
    """The account of a live link, `@name`; a link to a live event names none."""
    found = _LIVE_LINK.fullmatch(link)
    return found[3] if found else None


LiveLink = Annotated[str, AfterValidator(_live_link)]
ReplayLink = Annotated[str, AfterValidator(_replay_link)]
Minutes = Annotated[int, Field(ge=5, le=600)]


class SessionStatus(StrEnum):
    """What staff decided. Whether it is live, over or has a replay is told by the clock: see `Phase`."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """What a session is at a moment."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    REPLAY = "replay"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Title(BaseModel):
    """One line in each of the campaign's languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: Line
    en: Line


class Description(BaseModel):
    """Up to 2,000 characters, of several lines, in each of the campaign's languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: Text
    en: Text


class Session(BaseModel):
    """One revision of a session.

    `starts_at` is in UTC; `zone` is the IANA name that the staff entered it in and that people read it in.
    While it is postponed `starts_at` is where it last stood, which holds no longer.
    `timing_revision` is the revision that last decided whether and when it takes place, at `timed_at`.
    Announcements carry that number: a new title makes no reminder stale, a moved start makes all earlier ones
    stale.
    `previous_starts_at` is where that revision moved the start from; None if it was never moved.
    `was_postponed`: until that revision it had no date, so nobody counted on its earlier start any more.

    `occurrence` is where the rule of its `series` put it, for ever (RFC 5545's RECURRENCE-ID); another date
    of the series, `announced_by`, may speak for it, so that it has no announcement of its own.
    `replay_revision` is the one that first gave a replay, at `replay_at`: a corrected link is no news.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SessionId
    title: Title
    advocate: Line
    starts_at: AwareDatetime
    zone: str
    duration_minutes: Minutes
    link: LiveLink
    status: SessionStatus = SessionStatus.SCHEDULED
    revision: Annotated[int, Field(ge=1)] = 1
    updated_at: AwareDatetime
    timing_revision: Annotated[int, Field(ge=1)] = 1
    timed_at: AwareDatetime
    previous_starts_at: AwareDatetime | None = None
    was_postponed: bool = False
    description: Description | None = None
    host: Handle | None = None
    capacity_note: Title | None = None
    content_warning: Title | None = None
    sign_language: bool = False
    captions: bool = False
    series: SessionId | None = None
    occurrence: AwareDatetime | None = None
    announced_by: SessionId | None = None
    replay_link: ReplayLink | None = None
    replay_revision: int | None = None
    replay_at: AwareDatetime | None = None
    source: Source | None = None

    @property
    def is_public(self) -> bool:
        """Whether anybody but staff may know of it."""
        return self.status is not SessionStatus.DRAFT

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def starts_locally(self) -> datetime:
        """The start on the clocks of the session's own zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    def phase(self, now: datetime) -> Phase:
        """Live from the start until just before the end."""
        if self.status is not SessionStatus.SCHEDULED:
            return Phase(self.status)
        if now < self.starts_at:
            return Phase.SCHEDULED
        if now < self.ends_at:
            return Phase.LIVE
        return Phase.REPLAY if self.replay_link else Phase.ENDED
