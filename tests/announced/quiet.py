"""When a reader's night ends, found by looking at their clock minute by minute."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Hours = tuple[time, time]
"""From when to when on the reader's clock; the same twice: none."""
_MINUTE = timedelta(minutes=1)


def quiet_end(hours: Hours, zone: str, now: datetime) -> datetime | None:
    """In UTC; None outside quiet hours."""
    return _end(hours, zone, now.astimezone(UTC).replace(second=0, microsecond=0))


@cache
def _end(hours: Hours, zone: str, minute: datetime) -> datetime | None:
    if not _is_quiet(hours, zone, minute):
        return None
    while _is_quiet(hours, zone, minute):
        minute += _MINUTE
    return minute


@cache
def _is_quiet(hours: Hours, zone: str, minute: datetime) -> bool:
    start, end = hours
    clock = minute.astimezone(ZoneInfo(zone)).time()
    return start <= clock < end if start <= end else clock >= start or clock < end
