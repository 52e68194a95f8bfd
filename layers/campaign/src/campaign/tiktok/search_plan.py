"""What a hashtag search does next, as a function of how far it has come and of what TikTok answered: pure.

A window that fails three times is halved, down to one day; then that day is skipped. The search for new
videos asks for it again the next day: what failed may have been an outage, and absence proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from campaign.tiktok.search_days import OVERLAP, Days, windows
from campaign.tiktok.search_state import InFlight, SearchState, SkippedDay

TRIES = 3
ASK_AGAIN_FOR = timedelta(days=30)
SHARE_OF_NEW_VIDEOS = 0.8
"""Of a day's requests, for the search for new videos; what it leaves is for a backfill and for failures."""


def begun(name: str, days: Days, now: datetime) -> SearchState:
    return SearchState(name=name, days=days, began_at=now, to_do=windows(days))


def next_round(state: SearchState, now: datetime) -> SearchState:
    """The days in which something new may have appeared since `state`, which is done, was begun; and once a
    day those that had been skipped in the last 30."""
    today = now.astimezone(UTC).date()
    days = Days(first=(state.began_at - OVERLAP).astimezone(UTC).date(), last=today)
    again = {
        skipped.day
        for skipped in state.skipped
        if skipped.day in days
        or (skipped.skipped_at.astimezone(UTC).date() < today and today - skipped.day <= ASK_AGAIN_FOR)
    }
    return begun(state.name, days, now).model_copy(
        update={
            "to_do": (*windows(days), *_single_days(day for day in sorted(again) if day not in days)),
            "skipped": tuple(skipped for skipped in state.skipped if skipped.day not in again),
            "searched_at": state.searched_at,
            "version": state.version,
        }
    )


def next_round_at(state: SearchState, requests_a_day: int) -> datetime:
    """When the next round may begin. Every round reads the last 48 hours anew: where that takes many pages,
    rounds must be rarer, or the day's quota would be used up in the morning."""
    return state.began_at + state.requests * timedelta(days=1) / (requests_a_day * SHARE_OF_NEW_VIDEOS)


def skipped_again(state: SearchState) -> SearchState:
    """The days that a search, which is done, has skipped, to be asked for once more."""
    days = _single_days(sorted(skipped.day for skipped in state.skipped))
    return state.model_copy(update={"to_do": days, "skipped": ()})


def taken(state: SearchState, now: datetime) -> SearchState:
    """The same with a window in flight, if any is left."""
    if state.in_flight or state.is_done:
        return state
    window, *rest = state.to_do
    return _with(state, InFlight(window=window, began_at=now), to_do=tuple(rest))


def page_read(
    state: SearchState, flight: InFlight, *, cursor: int, search_id: str, has_more: bool, now: datetime
) -> SearchState:
    """A page that leads nowhere, though more is said to follow, counts as a failure: short and empty pages
    happen, but must not go on for ever."""
    state = _asked(state)
    if not has_more:
        unread = tuple(skipped for skipped in state.skipped if skipped.day not in flight.window)
        return _window_done(state.model_copy(update={"skipped": unread}))
    read = flight.model_copy(
        update={"cursor": cursor, "search_id": search_id, "pages": flight.pages + 1}
        | ({"failures": 0} if cursor > flight.cursor else {})
    )
    if cursor > flight.cursor:
        return _with(state, read)
    return _failed(state, read, "its pages lead nowhere", now)


def page_postponed(state: SearchState) -> SearchState:
    """The request was refused for a reason that has nothing to do with its window."""
    return _asked(state)


def page_failed(state: SearchState, flight: InFlight, reason: str, now: datetime) -> SearchState:
    """The page is asked for again; at the third failure the window is halved, or its one day skipped."""
    return _failed(_asked(state), flight, reason, now)


def search_lost(state: SearchState, flight: InFlight, reason: str, now: datetime) -> SearchState:
    """TikTok knows this search no more: its window starts again, halved; one day starts again as it is, but
    not for ever."""
    state = _asked(state)
    if len(flight.window) > 1 or flight.restarts + 1 >= TRIES:
        return _halved_or_skipped(state, flight, reason, now)
    return _with(state, InFlight(window=flight.window, began_at=now, restarts=flight.restarts + 1))


def window_refused(state: SearchState, flight: InFlight, reason: str, now: datetime) -> SearchState:
    """TikTok will never answer this query: all of its days are skipped at once."""
    return _skipped(_asked(state), flight.window, reason, now)


def _asked(state: SearchState) -> SearchState:
    return state.model_copy(update={"requests": state.requests + 1})


def _failed(state: SearchState, flight: InFlight, reason: str, now: datetime) -> SearchState:
    flight = flight.model_copy(update={"failures": flight.failures + 1})
    if flight.failures < TRIES:
        return _with(state, flight)
    return _halved_or_skipped(state, flight, reason, now)


def _halved_or_skipped(state: SearchState, flight: InFlight, reason: str, now: datetime) -> SearchState:
    if len(flight.window) == 1:
        return _skipped(state, flight.window, reason, now)
    return _with(state, None, to_do=(*flight.window.halves(), *state.to_do))


def _skipped(state: SearchState, days: Days, reason: str, now: datetime) -> SearchState:
    known = {skipped.day for skipped in state.skipped}
    new = tuple(SkippedDay(day=day, reason=reason, skipped_at=now) for day in days.each() if day not in known)
    return _window_done(state.model_copy(update={"skipped": state.skipped + new}))


def _window_done(state: SearchState) -> SearchState:
    state = _with(state, None)
    return state.model_copy(update={"searched_at": state.began_at}) if state.is_done else state


def _with(state: SearchState, flight: InFlight | None, **update: object) -> SearchState:
    return state.model_copy(update={"in_flight": flight, **update})


def _single_days(days: Iterable[date]) -> tuple[Days, ...]:
    return tuple(Days(first=day, last=day) for day in days)
