from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import to_utc

ZONES = ["Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Asia/Dubai", "America/New_York", "UTC"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_time_in_dubai_is_four_hours_ahead_of_utc() -> None:
    assert to_utc(at("2026-03-01T21:00"), "Asia/Dubai") == datetime(2026, 3, 1, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall_time", "zone", "remedy"),
    [
        ("2026-04-24T00:30", "Africa/Cairo", "2026-04-23T23:30 or 2026-04-24T01:30"),
        ("2026-03-29T00:15", "Asia/Beirut", "2026-03-28T23:15 or 2026-03-29T01:15"),
    ],
)
def test_a_time_that_clocks_jump_over_is_refused_with_two_that_exist(
    wall_time: str, zone: str, remedy: str
) -> None:
    with pytest.raises(PermanentError, match=remedy):
        to_utc(at(wall_time), zone)


@pytest.mark.parametrize(
    ("wall_time", "zone"), [("2026-10-29T23:30", "Africa/Cairo"), ("2026-10-24T23:30", "Asia/Beirut")]
)
def test_a_time_that_clocks_show_twice_is_refused_until_one_is_chosen(wall_time: str, zone: str) -> None:
    with pytest.raises(PermanentError, match='"fold": 0 for the first or "fold": 1 for the second'):
        to_utc(at(wall_time), zone)


@pytest.mark.parametrize(("fold", "hour"), [(0, 20), (1, 21)])
def test_fold_chooses_between_the_two_readings(fold: Literal[0, 1], hour: int) -> None:
    chosen = to_utc(at("2026-10-29T23:30"), "Africa/Cairo", fold)

    assert chosen == datetime(2026, 10, 29, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "Asia", "+04:00"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(PermanentError, match="no such time zone"):
        to_utc(at("2026-03-01T21:00"), zone)


def test_an_offset_beside_a_zone_is_refused() -> None:
    with pytest.raises(PermanentError, match="offset beside a zone"):
        to_utc(at("2026-03-01T21:00+04:00"), "Asia/Dubai")


@pytest.mark.parametrize("wall_time", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_years_at_the_ends_of_time_are_refused(wall_time: str) -> None:
    with pytest.raises(PermanentError, match="year"):
        to_utc(at(wall_time), "America/New_York")


@given(
    moment=st.datetimes(at("2024-01-01T00:00"), at("2030-01-01T00:00"), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_every_moment_is_found_again_from_what_the_clock_showed(moment: datetime, zone: str) -> None:
    shown = moment.astimezone(ZoneInfo(zone))

    assert to_utc(shown.replace(tzinfo=None), zone, 1 if shown.fold else 0) == moment
