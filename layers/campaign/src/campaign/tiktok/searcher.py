"""The two searches for the campaign's hashtags: for new videos, round after round, and of a past range."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any, NamedTuple

from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger
from campaign.tiktok import search_plan
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_run import Adapters, Outcome, Run
from campaign.tiktok.search_state import SearchState
from campaign.tiktok.search_storage import NEW_VIDEOS, name_of

FIRST_LOOK_BACK = timedelta(days=30)
SHARE_OF_THE_PAST = 0.8
"""Of a day's quota: the search of a past range leaves the last fifth to the search for new videos."""
STANDS_STILL = frozenset({Outcome.NOT_APPROVED, Outcome.TROUBLE})


class Report(NamedTuple):
    """Of one run: `pages` read and `videos` handed to the intake."""

    outcome: Outcome
    state: SearchState
    pages: int = 0
    videos: int = 0

    def answer(self) -> dict[str, Any]:
        """As JSON, for whoever has invoked the function: a count of days, and the days that were skipped."""
        return {
            "outcome": self.outcome,
            "pages": self.pages,
            "videos": self.videos,
            "days": len(self.state.days),
            "days_left": self.state.days_left,
            "skipped": [str(skipped.day) for skipped in self.state.skipped],
        }


def search(event: Mapping[str, Any], adapters: Adapters, since: str) -> Report:
    """What a run of the function is woken for: `{"backfill": {"first": "2026-01-01", "last": "2026-02-28"}}`
    for a past range, anything else for new videos. `since`: the first day ever, or empty.

    Raises ValidationError when `backfill` is no range of days.
    """
    if "backfill" in event:
        return search_past(adapters, Days.model_validate(event["backfill"]))
    return search_new(adapters, date.fromisoformat(since) if since else None)


def search_new(adapters: Adapters, since: date | None) -> Report:
    """Go on with the search for new videos, or begin its next round. `since`: the first day ever; 30 days ago
    when None."""
    now, known = adapters.clock(), adapters.states.load(NEW_VIDEOS)
    if known is None:
        today = now.astimezone(UTC).date()
        first = min(since or today - FIRST_LOOK_BACK, today)
        return _run(adapters, search_plan.begun(NEW_VIDEOS, Days(first=first, last=today), now))
    if not known.is_done:
        return _run(adapters, known)
    if now < search_plan.next_round_at(known, adapters.quota.requests_a_day):
        return Report(Outcome.NOT_DUE, known)
    return _run(adapters, search_plan.next_round(known, now))


def search_past(adapters: Adapters, days: Days) -> Report:
    """Go on with the search of a past range. One that is done asks again for what it had skipped."""
    known = adapters.states.load(name_of(days))
    if known is None:
        known = search_plan.begun(name_of(days), days, adapters.clock())
    elif known.is_done and known.skipped:
        known = search_plan.skipped_again(known)
    elif known.is_done:
        return Report(Outcome.DONE, known)
    return _run(adapters, known, SHARE_OF_THE_PAST)


def _run(adapters: Adapters, state: SearchState, share: float = 1.0) -> Report:
    if state.held_until and adapters.clock() < state.held_until:
        return Report(Outcome.AT_WORK, state)
    run = Run(adapters, state, share)
    try:
        outcome = run.to_the_end()
    except ConflictError:  # nothing is lost: whoever was faster has recorded what it has read
        outcome = Outcome.AT_WORK
    if outcome in STANDS_STILL:
        count("SearchStandsStill")
    logger.info("search ended", search=state.name, outcome=outcome, pages=run.pages, videos=run.videos)
    return Report(outcome, run.state, run.pages, run.videos)
