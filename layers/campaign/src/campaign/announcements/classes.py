"""The classes of announcement, and of each: when it is due, until when it is useful, and what then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class Milestone(StrEnum):
    """What an announcement is about; also the name of its class."""

    SESSION_ANNOUNCED = "session.announced"
    REMINDER_HOUR = "reminder.hour"
    LIVE_NOW = "live.now"
    SESSION_MOVED = "session.moved"
    SESSION_CANCELLED = "session.cancelled"
    TOOLKIT_UPDATED = "toolkit.updated"


class Late(StrEnum):
    """What becomes of an announcement past its use: dropped and recorded, or sent all the same."""

    DROP = "drop"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementClass:
    """Offsets count from the session's start.

    `offset` None: due at once. `useful_for` None: useful until a newer revision replaces it.
    `repeat_when_ambiguous`: whether to send again when an earlier attempt may or may not have gone out; twice
    is better than never for news that changes plans, and worse for a reminder.
    """

    offset: timedelta | None = None
    useful_for: timedelta | None = timedelta(0)
    late: Late = Late.DROP
    repeat_when_ambiguous: bool = False

    def is_useful(self, starts_at: datetime | None, now: datetime) -> bool:
        """Before the useful-until."""
        return starts_at is None or self.useful_for is None or now < starts_at + self.useful_for


CLASSES: Mapping[Milestone, AnnouncementClass] = MappingProxyType(
    {
        Milestone.SESSION_ANNOUNCED: AnnouncementClass(),
        Milestone.REMINDER_HOUR: AnnouncementClass(offset=timedelta(hours=-1)),
        Milestone.LIVE_NOW: AnnouncementClass(offset=timedelta(0), useful_for=timedelta(minutes=15)),
        Milestone.SESSION_MOVED: AnnouncementClass(late=Late.SEND, repeat_when_ambiguous=True),
        Milestone.SESSION_CANCELLED: AnnouncementClass(late=Late.SEND, repeat_when_ambiguous=True),
        Milestone.TOOLKIT_UPDATED: AnnouncementClass(useful_for=None),
    }
)
