"""The plan of a search, without TikTok: whatever happens on the way, each day is read or named as skipped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain, pairwise, repeat
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.tiktok import search_plan
from campaign.tiktok.search_days import LONGEST_WINDOW, ONE_DAY, Days, windows
from campaign.tiktok.search_state import InFlight, SearchState

DAY = date(2026, 1, 1)
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
Event = Literal["page", "last page", "empty page", "failure", "lost", "refused", "postponed", "killed"]
EVENTS: tuple[Event, ...] = (
    "page",
    "last page",
    "empty page",
    "failure",
    "lost",
    "refused",
    "postponed",
    "killed",
)

ranges = st.builds(
    lambda start, length: Days(first=DAY + start * ONE_DAY, last=DAY + (start + length - 1) * ONE_DAY),
    st.integers(0, 300),
    st.integers(1, 150),
)


def days_of(*numbers: int) -> Days:
    return Days(first=DAY + (numbers[0] - 1) * ONE_DAY, last=DAY + (numbers[-1] - 1) * ONE_DAY)


def flight_of(state: SearchState) -> InFlight:
    assert state.in_flight is not None
    return state.in_flight


def after(state: SearchState, event: Event) -> SearchState:
    """The state as it is saved after this; whoever is killed saves nothing, and reads what was saved."""
    flight = flight_of(state)
    match event:
        case "page" | "empty page" | "last page":
            state = search_plan.page_read(
                state,
                flight,
                cursor=flight.cursor + (100 if event == "page" else 0),
                search_id="7",
                has_more=event != "last page",
                now=NOW,
            )
        case "failure":
            state = search_plan.page_failed(state, flight, "internal_error", NOW)
        case "lost":
            state = search_plan.search_lost(state, flight, "cursor", NOW)
        case "refused":
            state = search_plan.window_refused(state, flight, "invalid_params", NOW)
        case "postponed":
            state = search_plan.page_postponed(state)
    return search_plan.taken(SearchState.model_validate_json(state.model_dump_json()), NOW)


def begun(days: Days) -> SearchState:
    return search_plan.taken(search_plan.begun("search", days, NOW), NOW)


@given(ranges)
def test_windows_cover_every_day_in_at_most_thirty_days_each(days: Days) -> None:
    found = windows(days)

    assert {day for window in found for day in window.each()} == set(days.each())
    assert all(1 <= len(window) <= LONGEST_WINDOW == 30 for window in found)


@given(ranges)
def test_each_window_overlaps_the_one_before_by_exactly_48_hours(days: Days) -> None:
    found = windows(days)

    for one, following in pairwise(found):
        assert [day for day in one.each() if day in following] == [one.last - ONE_DAY, one.last]


@given(st.integers(2, 30), st.integers(0, 9))
def test_halves_take_the_place_of_their_window(length: int, start: int) -> None:
    window = days_of(start + 1, start + length)

    first, second = window.halves()

    assert [*first.each(), *second.each()] == list(window.each())
    assert abs(len(first) - len(second)) <= 1


@given(ranges, st.lists(st.sampled_from(EVENTS), max_size=80))
def test_whatever_happens_every_day_is_read_or_skipped_and_never_both(
    days: Days, events: list[Event]
) -> None:
    state, read = begun(days), set[date]()
    done: Iterator[Event] = repeat("last page")
    for event in chain(events, done):
        if state.is_done:
            break
        window, before = flight_of(state).window, len(state.skipped)
        state = after(state, event)
        if event == "last page":
            read |= set(window.each())
        else:
            read -= {skipped.day for skipped in state.skipped[before:]}

    skipped = [one.day for one in state.skipped]
    assert read | set(skipped) == set(days.each())
    assert read.isdisjoint(skipped)
    assert len(skipped) == len(set(skipped))


@given(ranges, st.sets(st.integers(0, 150), max_size=5))
def test_exactly_the_days_that_always_fail_are_skipped(days: Days, bad: set[int]) -> None:
    bad_days = {day for number, day in enumerate(days.each()) if number in bad}
    state, read = begun(days), set[date]()
    while not state.is_done:
        window = flight_of(state).window
        fails = any(day in window for day in bad_days)
        if not fails:
            read |= set(window.each())
        state = after(state, "failure" if fails else "last page")

    assert {one.day for one in state.skipped} == bad_days
    assert read == set(days.each()) - bad_days


@given(ranges, st.lists(st.sampled_from(EVENTS), max_size=60))
def test_a_search_always_ends(days: Days, events: list[Event]) -> None:
    state = begun(days)
    for event in events:
        if not state.is_done:
            state = after(state, event)
    steps = 0
    while not state.is_done:
        state = after(state, "empty page")
        steps += 1
        assert steps <= 7 * 6 * len(days) + 7


def test_a_window_is_halved_at_its_third_failure_in_a_row() -> None:
    state = begun(days_of(1, 30))

    events: tuple[Event, ...] = ("failure", "failure", "page", "failure", "failure")
    for event in events:
        state = after(state, event)
    assert len(flight_of(state).window) == 30

    state = after(state, "failure")
    assert (flight_of(state).window, state.to_do) == (days_of(1, 15), (days_of(16, 30),))


def test_a_lost_search_starts_again_halved() -> None:
    state = after(after(begun(days_of(1, 9)), "page"), "lost")

    assert flight_of(state) == InFlight(window=days_of(1, 4), began_at=NOW)
    assert state.to_do == (days_of(5, 9),)


def test_the_lost_search_of_one_day_starts_again_twice_and_then_the_day_is_skipped() -> None:
    state = begun(days_of(1))

    for restarts in (1, 2):
        state = after(after(state, "page"), "lost")
        assert flight_of(state) == InFlight(window=days_of(1), began_at=NOW, restarts=restarts)
    state = after(after(state, "page"), "lost")

    assert [one.day for one in state.skipped] == [DAY]


def test_a_day_that_was_skipped_and_is_read_by_the_next_window_is_no_longer_skipped() -> None:
    state = begun(days_of(1, 40))
    assert state.to_do == (days_of(29, 40),)
    state = state.model_copy(
        update={"in_flight": flight_of(state).model_copy(update={"window": days_of(30)})}
    )

    state = after(after(state, "refused"), "last page")

    assert (state.is_done, state.skipped) == (True, ())


def test_done_until_is_the_last_day_before_anything_that_is_left() -> None:
    state = begun(days_of(1, 40))
    assert (state.done_until, state.days_left) == (None, 40)

    state = after(state, "last page")
    assert (state.done_until, state.days_left) == (DAY + 27 * ONE_DAY, 12)

    state = after(state, "last page")
    assert (state.done_until, state.days_left, state.searched_at) == (DAY + 39 * ONE_DAY, 0, NOW)


@given(st.integers(0, 500_000).map(lambda minutes: NOW + timedelta(minutes=minutes)), st.integers(0, 100_000))
def test_the_next_round_begins_48_hours_before_the_last_one_began(began_at: datetime, minutes: int) -> None:
    done = after(begun(days_of(1)), "last page").model_copy(update={"began_at": began_at})
    now = began_at + timedelta(minutes=minutes)

    state = search_plan.next_round(done, now)

    assert state.days == Days(first=(began_at - timedelta(hours=48)).date(), last=now.date())
    assert state.to_do == windows(state.days)


@pytest.mark.parametrize(
    ("day", "hours_later", "asked_again"),
    [
        (date(2026, 5, 10), 1, False),
        (date(2026, 5, 10), 13, True),  # on the next day
        (date(2026, 5, 31), 1, True),  # within the last 48 hours, which every round reads
        (date(2026, 4, 1), 13, False),  # too old
    ],
)
def test_a_skipped_day_is_asked_for_again_once_a_day(day: date, hours_later: int, asked_again: bool) -> None:
    one_day = Days(first=day, last=day)
    done = after(search_plan.taken(search_plan.begun("search", one_day, NOW), NOW), "refused")
    now = NOW + timedelta(hours=hours_later)

    state = search_plan.next_round(done, now)

    assert (day in {again for window in state.to_do for again in window.each()}) is asked_again
    assert bool(state.skipped) is not asked_again


def test_rounds_that_cost_much_are_made_less_often() -> None:
    done = begun(days_of(1)).model_copy(update={"requests": 40})

    assert search_plan.next_round_at(done, 1_000) == NOW + timedelta(minutes=72)
