"""A few minutes of a campaign in real time: sessions that are announced, near, moved and cancelled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.announced.audience import ZONES
from tests.announced.reader import Reader

HOUR, DAY = 3600, 86400


@dataclass(frozen=True, order=True)
class Act:
    """What staff do, `after` so many pauses; `starts`: seconds from the beginning, of what gives a date."""

    after: int
    session: str
    kind: Literal["added", "moved", "cancelled"]
    starts: float | None = None


def program(sessions: int, seconds: int) -> list[Act]:
    """Sessions that are told of in every way between a third of `seconds` and its end. What comes after a
    pause changes sessions of which everybody has heard."""
    return sorted(act for number in range(sessions) for act in _acts(number, sessions, seconds))


def _acts(number: int, sessions: int, seconds: int) -> Iterator[Act]:
    name = f"live-{number:02}"
    due = seconds / 3 + seconds * 2 / 3 * number / sessions
    far = due + 2 * DAY
    match number % 6:
        case 0:
            yield Act(0, name, "added", due + seconds)  # live.now, long after its announcement has gone out
        case 1:
            yield Act(0, name, "added", due + HOUR)  # reminder.hour
        case 2:
            yield Act(0, name, "added", due + DAY)  # reminder.day
        case 3:  # moved from far away to within two hours, and reminded of there
            yield Act(0, name, "added", far)
            yield Act(1, name, "moved", due + seconds + HOUR)
        case 4:  # cancelled before anybody is reminded
            yield Act(0, name, "added", 3 * seconds + 2 * HOUR)
            yield Act(1, name, "cancelled")
        case _:  # moved away from a time that is near
            yield Act(0, name, "added", 3 * seconds + HOUR)
            yield Act(1, name, "moved", far)


def audience(count: int, sessions: int, now: datetime) -> list[Reader]:
    """Awake for hours to come, or every fifth asleep for twelve more."""
    return [
        Reader(
            id=f"live-reader-{number:05}",
            language="ar" if number % 2 else "en",
            zone=(zone := ZONES[number % len(ZONES)]),
            quiet=_hours(now, zone, asleep=number % 5 == 0),
            digest=number % 9 == 0,
            topics=_topics(number, sessions),
            channel="webhook" if number % 25 == 7 else "email",
        )
        for number in range(count)
    ]


def _topics(number: int, sessions: int) -> tuple[str, ...]:
    if number % 4 == 0:
        return ("everything",)
    if number % 4 == 1:
        return ("sessions",)
    return tuple(sorted({f"session:live-{(number * step) % sessions:02}" for step in (1, 3)}))


def _hours(now: datetime, zone: str, *, asleep: bool) -> tuple[time, time]:
    start, end = (-6, 12) if asleep else (8, 14)
    local = [(now + timedelta(hours=hours)).astimezone(ZoneInfo(zone)) for hours in (start, end)]
    first, last = (moment.time().replace(second=0, microsecond=0) for moment in local)
    return first, last
