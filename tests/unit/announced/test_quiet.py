"""The model's nights, those of clock changes among them."""

from datetime import UTC, datetime, time

import pytest

from tests.announced.quiet import quiet_end

NIGHT = (time(21), time(9))
AFTER_MIDNIGHT = (time(22), time(0, 30))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "end"),
    [
        (NIGHT, "Asia/Dubai", "2026-03-01T16:59:59", None),
        (NIGHT, "Asia/Dubai", "2026-03-01T17:00", "2026-03-02T05:00"),
        (NIGHT, "Asia/Dubai", "2026-03-02T04:59:59", "2026-03-02T05:00"),
        (NIGHT, "Asia/Dubai", "2026-03-02T05:00", None),
        ((time(13), time(15)), "UTC", "2026-03-01T14:30:10", "2026-03-01T15:00"),
        ((time(9), time(9)), "UTC", "2026-03-01T09:00", None),
        # Cairo goes forward on the last Friday of April at midnight, back on the last Thursday of October.
        (NIGHT, "Africa/Cairo", "2026-04-23T21:00", "2026-04-24T06:00"),
        (NIGHT, "Africa/Cairo", "2026-10-29T20:00", "2026-10-30T07:00"),
        (AFTER_MIDNIGHT, "Africa/Cairo", "2026-04-23T21:00", "2026-04-23T22:00"),  # there is no 00:30
        # Beirut goes forward at midnight of the last Sunday of March.
        (NIGHT, "Asia/Beirut", "2026-03-28T20:00", "2026-03-29T06:00"),
        # Casablanca goes back for Ramadan, in 2026 from 15 February to 22 March.
        (NIGHT, "Africa/Casablanca", "2026-02-14T21:00", "2026-02-15T09:00"),
        (NIGHT, "Africa/Casablanca", "2026-03-21T22:00", "2026-03-22T08:00"),
    ],
)
def test_the_night_ends_when_the_readers_clock_says_so(
    hours: tuple[time, time], zone: str, now: str, end: str | None
) -> None:
    assert quiet_end(hours, zone, utc(now)) == (utc(end) if end else None)
