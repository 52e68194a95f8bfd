"""Quiet hours by the reader's own clock, above all in the nights in which it is changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.audience.quiet_hours import quiet_until
from campaign.audience.subscriber import QuietHours

NIGHT = QuietHours(start=time(21), end=time(9))
DUBAI, CAIRO, BEIRUT, CASABLANCA = "Asia/Dubai", "Africa/Cairo", "Asia/Beirut", "Africa/Casablanca"


def at(zone: str, text: str, fold: int = 0) -> datetime:
    """A moment by the wall clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-01T20:59:59", None),
        ("2026-03-01T21:00", "2026-03-02T09:00"),
        ("2026-03-02T00:00", "2026-03-02T09:00"),
        ("2026-03-02T08:59:59", "2026-03-02T09:00"),
        ("2026-03-02T09:00", None),
    ],
)
def test_the_night_runs_from_nine_to_nine_across_midnight(now: str, until: str | None) -> None:
    assert quiet_until(NIGHT, DUBAI, at(DUBAI, now)) == (until and at(DUBAI, until))


def test_quiet_hours_within_one_day_do_not_cross_midnight() -> None:
    nap = QuietHours(start=time(13), end=time(15, 30))

    assert quiet_until(nap, DUBAI, at(DUBAI, "2026-03-01T14:00")) == at(DUBAI, "2026-03-01T15:30")
    assert quiet_until(nap, DUBAI, at(DUBAI, "2026-03-01T23:00")) is None


@pytest.mark.parametrize("hour", [0, 9, 21])
def test_who_ends_them_when_they_start_has_none(hour: int) -> None:
    none = QuietHours(start=time(hour), end=time(hour))

    for each in range(24):
        assert quiet_until(none, CAIRO, at(CAIRO, f"2026-03-01T{each:02}:00")) is None


@pytest.mark.parametrize(
    ("zone", "evening", "morning", "hours"),
    [
        # Cairo goes forward at the midnight before 24 April 2026, and back at the end of 29 October.
        (CAIRO, "2026-04-23T21:00", "2026-04-24T09:00", 11),
        (CAIRO, "2026-10-29T21:00", "2026-10-30T09:00", 13),
        # Beirut goes forward at midnight on 29 March, and back at the end of 24 October.
        (BEIRUT, "2026-03-28T21:00", "2026-03-29T09:00", 11),
        (BEIRUT, "2026-10-24T21:00", "2026-10-25T09:00", 13),
        # Casablanca goes back for Ramadan on 15 February, and forward again on 22 March.
        (CASABLANCA, "2026-02-14T21:00", "2026-02-15T09:00", 13),
        (CASABLANCA, "2026-03-21T21:00", "2026-03-22T09:00", 11),
        (DUBAI, "2026-03-28T21:00", "2026-03-29T09:00", 12),
    ],
)
def test_a_night_of_clock_change_is_shorter_or_longer_and_ends_at_nine_all_the_same(
    zone: str, evening: str, morning: str, hours: int
) -> None:
    until = quiet_until(NIGHT, zone, at(zone, evening))

    assert until == at(zone, morning)
    assert until - at(zone, evening) == timedelta(hours=hours)


def test_an_end_that_the_clock_leaves_out_is_when_it_jumps() -> None:
    """In Cairo's night of 24 April 2026 there is no 00:30: after 23:59 it is 01:00."""
    short = QuietHours(start=time(21), end=time(0, 30))

    until = quiet_until(short, CAIRO, at(CAIRO, "2026-04-23T22:00"))

    assert until == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)
    assert until.astimezone(ZoneInfo(CAIRO)).isoformat() == "2026-04-24T01:00:00+03:00"
    assert quiet_until(short, CAIRO, until) is None


def test_a_start_that_the_clock_leaves_out_begins_when_it_jumps() -> None:
    """In Beirut's night of 29 March 2026 there is no 00:30: after 23:59 it is 01:00."""
    late = QuietHours(start=time(0, 30), end=time(7))

    assert quiet_until(late, BEIRUT, at(BEIRUT, "2026-03-28T23:59")) is None
    assert quiet_until(late, BEIRUT, at(BEIRUT, "2026-03-29T01:00")) == at(BEIRUT, "2026-03-29T07:00")


def test_an_end_that_comes_twice_ends_them_twice() -> None:
    """On 29 October 2026 the hour from 23:00 comes twice in Cairo."""
    early = QuietHours(start=time(20), end=time(23, 30))

    first = quiet_until(early, CAIRO, at(CAIRO, "2026-10-29T22:00"))
    assert first == at(CAIRO, "2026-10-29T23:30", fold=0)
    assert quiet_until(early, CAIRO, first) is None
    again = quiet_until(early, CAIRO, at(CAIRO, "2026-10-29T23:10", fold=1))
    assert again == at(CAIRO, "2026-10-29T23:30", fold=1)


def test_a_clock_that_goes_back_before_they_started_interrupts_them() -> None:
    """They start at 23:30, and half an hour later it is 23:00 once more."""
    late = QuietHours(start=time(23, 30), end=time(6))

    assert quiet_until(late, CAIRO, at(CAIRO, "2026-10-29T23:45")) == at(CAIRO, "2026-10-29T23:00", fold=1)
    assert quiet_until(late, CAIRO, at(CAIRO, "2026-10-29T23:45", fold=1)) == at(CAIRO, "2026-10-30T06:00")


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@settings(max_examples=60)
@given(
    start=minutes,
    end=minutes,
    zone=st.sampled_from([CAIRO, BEIRUT, CASABLANCA, "Asia/Kathmandu", "America/St_Johns"]),
    day=st.sampled_from(
        ["2026-02-14", "2026-03-07", "2026-03-21", "2026-03-28", "2026-04-23", "2026-10-24", "2026-10-29"]
    ),
    after=st.integers(0, 40 * 60),
)
def test_they_end_at_the_first_minute_that_the_wall_clock_shows_outside_them(
    start: time, end: time, zone: str, day: str, after: int
) -> None:
    """Looked for minute by minute."""
    now = datetime.fromisoformat(f"{day}T10:00+00:00") + timedelta(minutes=after)

    def quiet(moment: datetime) -> bool:
        wall = moment.astimezone(ZoneInfo(zone)).time()
        return start <= wall < end if start <= end else not end <= wall < start

    expected = now
    while quiet(expected):
        expected += timedelta(minutes=1)

    assert quiet_until(QuietHours(start=start, end=end), zone, now) == (expected if quiet(now) else None)
