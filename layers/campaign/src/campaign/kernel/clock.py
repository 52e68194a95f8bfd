"""Time comes in as an argument: a Clock is handed to whatever needs to know what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present, aware and in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=16)  # a batch writes its one present many times over
def iso(moment: datetime) -> str:
    """An aware moment as `2026-03-01T17:00:00.000000Z`: one width, so that text order is time order.

    Raises ValueError for a naive moment: one without a zone names no point in time.
    """
    if moment.tzinfo is None:
        raise ValueError(f"moment {moment.isoformat()} has no zone")
    if moment.utcoffset():
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
