"""Until when a reader is not to be disturbed, told by the clock on their own wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from campaign.audience.subscriber import QuietHours

_AHEAD = timedelta(hours=36)
_HOUR = timedelta(hours=1)


def quiet_until(quiet: QuietHours, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours that run at `now` end, in UTC; None when none run.

    They run while the wall clock shows a time from `start` until just before `end`; they cross midnight
    where `start` is later than `end`, and there are none where the two are the same. In the night of a clock
    change the wall clock is taken at its word: where the hour of `end` is left out, they end as the clock
    jumps over it; where it comes twice, a time between the two may be quiet once more.

    Raises ZoneInfoNotFoundError for a zone that the tz database does not have.
    """
    place = ZoneInfo(zone)
    now = now.astimezone(UTC)
    if not _is_quiet(quiet, place, now):
        return None
    today = now.astimezone(place).date()
    ends = [
        datetime.combine(today + timedelta(days=days), quiet.end, place).replace(fold=fold).astimezone(UTC)
        for days in (0, 1, 2)
        for fold in (0, 1)
    ]
    changes = _clock_changes(zone, now.replace(minute=0, second=0, microsecond=0))
    return min(moment for moment in (*ends, *changes) if moment > now and not _is_quiet(quiet, place, moment))


def _is_quiet(quiet: QuietHours, place: ZoneInfo, moment: datetime) -> bool:
    wall = moment.astimezone(place).time()
    if quiet.start <= quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end


@lru_cache(maxsize=1024)  # a page of subscribers shares a few zones
def _clock_changes(zone: str, since: datetime) -> tuple[datetime, ...]:
    """Every moment within the next day and a half at which the zone's offset changes, to the second."""
    place = ZoneInfo(zone)

    def offset(moment: datetime) -> timedelta | None:
        return moment.astimezone(place).utcoffset()

    found = []
    before = since
    while before < since + _AHEAD:
        after = before + _HOUR
        if offset(before) != offset(after):
            low, high = before, after
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if offset(middle) == offset(before) else (low, middle)
            found.append(high)
        before = after
    return tuple(found)
