"""The classes of announcement, and of each: when it is due, until when it is useful, and what then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Milestone(StrEnum):
    """What an announcement is about; also the name of its class."""

    SESSION_ANNOUNCED = "session.announced"
    REMINDER_DAY = "reminder.day"
    REMINDER_HOUR = "reminder.hour"
    LIVE_NOW = "live.now"
    SESSION_MOVED = "session.moved"
    SESSION_POSTPONED = "session.postponed"
    SESSION_CANCELLED = "session.cancelled"
    REPLAY_AVAILABLE = "replay.available"
    TOOLKIT_UPDATED = "toolkit.updated"
    TOOLKIT_RECALLED = "toolkit.recalled"
    DIGEST_WEEKLY = "digest.weekly"
    CAMPAIGN_ANNOUNCEMENT = "campaign.announcement"


class Late(StrEnum):
    """What becomes of an announcement past its use.

    `drop`: dropped and recorded · `send`: sent all the same. Quiet hours that would outlast the use of a
    `send` are broken; those of a `drop` end it.
    """

    DROP = "drop"
    SEND = "send"


class Digest(StrEnum):
    """What becomes of it for a reader who asked for the weekly digest: sent like to everybody, told in the
    digest instead, or never told."""

    AT_ONCE = "at once"
    IN_DIGEST = "in digest"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementClass:
    """The milestone of a class is `offset` from the session's start; None: at once, or when staff say.

    `useful_for` counts from the session's start where `offset` is given or `until_start`, and from when it
    was due otherwise; None: useful until a newer revision replaces it.
    `repeat_when_ambiguous`: whether to send again when an earlier attempt may or may not have gone out; twice
    is better than never for news that changes plans, and worse for a reminder.
    `held_by_quiet_hours`: waits until the reader's quiet hours end. `capped`: the reader's frequency cap may
    drop it; one that is not capped still counts. `frozen`: a hold stops it.
    """

    offset: timedelta | None = None
    until_start: bool = False
    useful_for: timedelta | None = timedelta(0)
    late: Late = Late.DROP
    repeat_when_ambiguous: bool = False
    held_by_quiet_hours: bool = True
    capped: bool = True
    frozen: bool = True
    digest: Digest = Digest.AT_ONCE


_CHANGE_OF_PLANS = AnnouncementClass(
    until_start=True, late=Late.SEND, repeat_when_ambiguous=True, capped=False, frozen=False
)
_A_WEEK = timedelta(days=7)

CLASSES: Mapping[Milestone, AnnouncementClass] = MappingProxyType(
    {
        Milestone.SESSION_ANNOUNCED: AnnouncementClass(until_start=True, digest=Digest.IN_DIGEST),
        Milestone.REMINDER_DAY: AnnouncementClass(
            offset=timedelta(days=-1), useful_for=timedelta(hours=-1), digest=Digest.NEVER
        ),
        Milestone.REMINDER_HOUR: AnnouncementClass(offset=timedelta(hours=-1), digest=Digest.NEVER),
        Milestone.LIVE_NOW: AnnouncementClass(
            offset=timedelta(0), useful_for=timedelta(minutes=15), digest=Digest.NEVER
        ),
        Milestone.SESSION_MOVED: _CHANGE_OF_PLANS,
        Milestone.SESSION_POSTPONED: _CHANGE_OF_PLANS,
        Milestone.SESSION_CANCELLED: _CHANGE_OF_PLANS,
        Milestone.REPLAY_AVAILABLE: AnnouncementClass(useful_for=_A_WEEK, digest=Digest.IN_DIGEST),
        Milestone.TOOLKIT_UPDATED: AnnouncementClass(useful_for=_A_WEEK, digest=Digest.IN_DIGEST),
        Milestone.TOOLKIT_RECALLED: AnnouncementClass(
            useful_for=None, late=Late.SEND, repeat_when_ambiguous=True, capped=False, frozen=False
        ),
        Milestone.DIGEST_WEEKLY: AnnouncementClass(useful_for=timedelta(days=2), capped=False),
        Milestone.CAMPAIGN_ANNOUNCEMENT: AnnouncementClass(useful_for=timedelta(days=1)),
    }
)
