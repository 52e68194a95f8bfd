"""From the time on a wall clock to a point in time, without guessing on the nights when clocks change."""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaign.kernel.errors import PermanentError

Fold = Literal[0, 1]


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises PermanentError for any other text."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PermanentError("zone", "no such time zone", "write an IANA name such as Asia/Dubai") from error


def to_utc(wall_time: datetime, zone_name: str, fold: Fold | None = None) -> datetime:
    """The moment at which clocks in the zone show `wall_time` (naive).

    `fold` chooses when they show it twice: 0 the first time, 1 the second (PEP 495). Raises PermanentError
    when they never show it, or show it twice and no choice was made.
    """
    zone = zone_named(zone_name)
    if wall_time.tzinfo is not None:
        raise PermanentError(
            "starts", "has an offset beside a zone", "write local time only: 2026-03-01T21:00"
        )
    if not 1970 <= wall_time.year < 9999:
        raise PermanentError("starts", "its year is beyond what zones are known for", "choose a time to come")
    first, second = (wall_time.replace(tzinfo=zone, fold=choice) for choice in (0, 1))
    # What clocks show at the two readings. Of a skipped time they lie on the two sides of the jump.
    shown = [moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) for moment in (second, first)]
    if wall_time not in shown:
        raise PermanentError(
            f"starts {_minutes(wall_time)}",
            f"clocks in {zone_name} jump over this time that night",
            f"choose another, such as {_minutes(shown[0])} or {_minutes(shown[1])}",
        )
    if first.utcoffset() != second.utcoffset() and fold is None:
        raise PermanentError(
            f"starts {_minutes(wall_time)}",
            f"clocks in {zone_name} show this time twice that night",
            'add "fold": 0 for the first or "fold": 1 for the second',
        )
    return (second if fold else first).astimezone(UTC)


def _minutes(wall_time: datetime) -> str:
    return wall_time.isoformat(timespec="minutes")
