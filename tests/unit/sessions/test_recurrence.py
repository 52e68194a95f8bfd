import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.errors import PermanentError
from campaign.sessions.recurrence import MAX_DATES, dates_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


SUNDAY = at("2026-03-01T21:00")


def shown(moments: tuple[datetime, ...], zone: str) -> set[str]:
    return {f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" for moment in moments}


def test_a_weekly_rule_makes_a_date_a_week() -> None:
    moments = dates_of("FREQ=WEEKLY;BYDAY=SU;COUNT=3", SUNDAY, "Asia/Dubai")

    assert [f"{moment:%m-%d %H:%M}" for moment in moments] == ["03-01 17:00", "03-08 17:00", "03-15 17:00"]


@pytest.mark.parametrize(
    ("zone", "first", "offsets"),
    [
        ("Africa/Cairo", at("2026-04-19T21:00"), [2, 3, 3]),
        ("Africa/Cairo", at("2026-10-25T21:00"), [3, 2, 2]),
        ("Asia/Beirut", at("2026-03-22T21:00"), [2, 3, 3]),
        ("Asia/Beirut", at("2026-10-18T21:00"), [3, 2, 2]),
        ("Africa/Casablanca", at("2026-02-08T21:00"), [1, 0, 0]),  # Ramadan begins
        ("Africa/Casablanca", at("2026-03-15T21:00"), [0, 1, 1]),  # and is over
    ],
)
def test_the_time_on_the_clock_stays_when_clocks_change(
    zone: str, first: datetime, offsets: list[int]
) -> None:
    moments = dates_of("FREQ=WEEKLY;COUNT=3", first, zone)

    assert shown(moments, zone) == {"21:00"}
    local = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments]
    assert local == [timedelta(hours=hours) for hours in offsets]


@pytest.mark.parametrize(
    ("zone", "first", "night"),
    [
        ("Africa/Cairo", "2026-04-17T00:30", "2026-04-24T00:30"),
        ("Asia/Beirut", "2026-03-22T00:15", "2026-03-29T00:15"),
        ("Africa/Casablanca", "2026-03-15T02:30", "2026-03-22T02:30"),
    ],
)
def test_every_night_on_which_clocks_skip_the_time_is_named_and_may_be_left_out(
    zone: str, first: str, night: str
) -> None:
    start, day = datetime.fromisoformat(first), datetime.fromisoformat(night).date()

    with pytest.raises(PermanentError, match=f"{night}: clocks in {zone} jump over"):
        dates_of("FREQ=WEEKLY;COUNT=3", start, zone)

    assert len(dates_of("FREQ=WEEKLY;COUNT=3", start, zone, without=[day])) == 2


def test_two_nights_in_two_years_are_both_named() -> None:
    with pytest.raises(PermanentError, match=r"2026-10-29T23:30: .* twice.*; 2027-10-28T23:30: .* twice"):
        dates_of("FREQ=WEEKLY;BYDAY=TH;COUNT=80", at("2026-04-23T23:30"), "Africa/Cairo")


@pytest.mark.parametrize(("fold", "hour"), [(0, 20), (1, 21)])
def test_of_a_time_shown_twice_fold_chooses(fold: int, hour: int) -> None:
    first = at("2026-10-22T23:30")

    second = dates_of("FREQ=WEEKLY;COUNT=2", first, "Africa/Cairo", fold)[1]  # type: ignore[arg-type]  # 0 or 1

    assert second == datetime(2026, 10, 29, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize("until", ["20260315", "20260315T210000", "20260315T170000Z"])
def test_until_is_a_day_or_a_moment_and_belongs_to_the_series(until: str) -> None:
    assert len(dates_of(f"RRULE:FREQ=WEEKLY;UNTIL={until}", SUNDAY, "Asia/Dubai")) == 3


def test_count_counts_the_days_that_are_left_out_too() -> None:
    moments = dates_of("FREQ=WEEKLY;COUNT=3", SUNDAY, "Asia/Dubai", without=[date(2026, 3, 8)])

    assert [moment.day for moment in moments] == [1, 15]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("every sunday", "no recurrence rule"),
        ("FREQ=WEEKLY", "needs an end"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20260401", "one alone"),
        ("FREQ=HOURLY;COUNT=2", "finer than a day"),
        ("FREQ=DAILY;BYHOUR=1,2;COUNT=2", "finer than a day"),
        ("FREQ=DAILY;FREQ=DAILY;COUNT=2", "repeats a part"),
        ("FREQ=WEEKLY;COUNT=105", "COUNT is not from 1 to 104"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", "INTERVAL is not from 1"),
        ("FREQ=DAILY;UNTIL=20261231", "more than 104 dates"),
        ("FREQ=MONTHLY;COUNT=50", "only 37 of its 50"),
        ("FREQ=WEEKLY;UNTIL=20300101", "three years ahead"),
        ("FREQ=WEEKLY;UNTIL=20261399", "UNTIL is no date"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "no date on the day of the first start"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "no date on the day of the first start"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "cannot be read"),
    ],
)
def test_a_rule_that_makes_no_series_is_refused(rule: str, fault: str) -> None:
    with pytest.raises(PermanentError, match=fault):
        dates_of(rule, SUNDAY, "Asia/Dubai")


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_rule_that_never_comes_true_is_not_searched_for_thousands_of_years(frequency: str) -> None:
    began = process_time()

    with pytest.raises(PermanentError, match="no date on the day of the first start"):
        dates_of(f"FREQ={frequency};BYMONTH=2;BYMONTHDAY=31;COUNT=1", SUNDAY, "Asia/Dubai")

    assert process_time() - began < 1, "it took 7 s of CPU"


def test_a_day_that_the_rule_does_not_make_cannot_be_left_out() -> None:
    with pytest.raises(PermanentError, match="no date on 2026-03-09"):
        dates_of("FREQ=WEEKLY;COUNT=3", SUNDAY, "Asia/Dubai", without=[date(2026, 3, 9)])


part = st.sampled_from(
    [
        *("INTERVAL=2", "INTERVAL=104", "BYDAY=SU", "BYDAY=MO,TU", "BYDAY=1SU,-1FR", "BYDAY=0MO"),
        *("BYMONTH=2", "BYMONTH=13", "BYMONTH=0", "BYMONTHDAY=31", "BYMONTHDAY=-1", "BYMONTHDAY=99"),
        *("BYSETPOS=1", "BYSETPOS=0", "BYSETPOS=-400", "BYWEEKNO=53", "BYWEEKNO=60", "BYYEARDAY=-366"),
        *("BYYEARDAY=999", "WKST=SU", "WKST=3", "BYDAY=", "BYMONTH=A", "BYMONTH=,", "BYDAY=SU,,MO"),
    ]
)


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.sampled_from(["COUNT=1", "COUNT=104", "UNTIL=20270301", "UNTIL=20260301T170000Z"]),
    st.lists(part, max_size=3),
    st.sampled_from(["Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Asia/Dubai"]),
)
def test_any_rule_makes_dates_at_the_first_one_s_time_or_is_refused(
    frequency: str, end: str, parts: list[str], zone: str
) -> None:
    try:
        moments = dates_of(";".join([f"FREQ={frequency}", end, *parts]), SUNDAY, zone)
    except PermanentError:
        return
    assert 1 <= len(moments) <= MAX_DATES
    assert shown(moments, zone) == {"21:00"}
    assert list(moments) == sorted(set(moments))
    assert len({moment.astimezone(ZoneInfo(zone)).date() for moment in moments}) == len(moments)


def test_who_makes_no_series_imports_no_rules() -> None:
    loaded = (
        "import sys, campaign.api.sessions, campaign.aws.programme; print('dateutil.rrule' in sys.modules)"
    )

    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"
