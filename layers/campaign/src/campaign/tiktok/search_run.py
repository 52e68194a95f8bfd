"""A run of the hashtag search: page after page, until all is read or something tells it to stop.

Each page is paid for, asked for, handed to the intake and only then recorded. A run that dies leaves one
page to be asked for again; what it had handed over comes twice, which the intake takes for once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from enum import StrEnum
from typing import Protocol

from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.tiktok import search_plan
from campaign.tiktok.search_api import PAGE, Action, Page, SearchRefusedError
from campaign.tiktok.search_rows import SearchRows, correlation_id
from campaign.tiktok.search_state import InFlight, SearchState

LEASE = timedelta(seconds=120)
"""Longer than a page takes at its slowest, with the pause before it."""
MILLIS_FOR_A_PAGE = 25_000
PATIENCE = 5
"""Failures in a row after which a run gives up and leaves the rest to the next: each one costs quota."""
LONGEST_PAUSE = 16.0
HAND_OVER_TRIES = 3


class Outcome(StrEnum):
    """Why a run has ended."""

    DONE = "done"
    NOT_DUE = "not_due"
    OUT_OF_TIME = "out_of_time"
    QUOTA_USED = "quota_used"
    NOT_APPROVED = "not_approved"
    TROUBLE = "trouble"
    AT_WORK = "at_work"
    """Another run is."""


class Pages(Protocol):
    """TikTok's search, or what plays it."""

    def query(self, flight: InFlight) -> dict[str, object]: ...

    def page(self, flight: InFlight) -> Page: ...

    def forget_token(self) -> None: ...


class States(Protocol):
    def load(self, name: str) -> SearchState | None: ...

    def save(self, state: SearchState) -> SearchState: ...


class Quota(Protocol):
    """What may be asked on one UTC day. `reserve` answers whether one request and so many records were left
    of this share of it."""

    requests_a_day: int

    def reserve(self, day: date, records: int, share: float) -> bool: ...

    def give_back(self, day: date, records: int) -> None: ...

    def exhaust(self, day: date) -> None: ...


class Outbox(Protocol):
    def send_all(self, bodies: list[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Adapters:
    """`pause` waits for some seconds; `millis_left` tells how long this run may still go on."""

    pages: Pages
    rows: SearchRows
    intake: Outbox
    states: States
    quota: Quota
    clock: Clock
    pause: Callable[[float], None]
    millis_left: Callable[[], int]


@dataclass(slots=True)
class Run:
    """`share`: of the day's quota, for this run. `state` is as it was saved last."""

    of: Adapters
    state: SearchState
    share: float
    pages: int = 0
    videos: int = 0
    failures: int = 0
    token_is_new: bool = False

    def to_the_end(self) -> Outcome:
        """Raises ConflictError when another run is at work on the same search."""
        self._save(self.state)
        outcome = None
        while outcome is None:
            outcome = self._next_page()
        if self.state.held_until:
            self.state = self.of.states.save(self.state.model_copy(update={"held_until": None}))
        return outcome

    def _next_page(self) -> Outcome | None:
        """None while there is more to do."""
        if (flight := self.state.in_flight) is None:
            return Outcome.DONE
        if self.of.millis_left() < MILLIS_FOR_A_PAGE:
            return Outcome.OUT_OF_TIME
        day = self._today()
        if not self.of.quota.reserve(day, PAGE, self.share):
            return Outcome.QUOTA_USED
        try:
            page = self.of.pages.page(flight)
        except SearchRefusedError as refusal:
            if refusal.was_read:
                self.of.quota.give_back(day, PAGE)
            self._pay_after_midnight(day, 0 if refusal.was_read else PAGE)
            logger.warning("page refused", reason=str(refusal), correlation_id=correlation_id(flight))
            return self._refused(flight, refusal, day)
        self.of.quota.give_back(day, PAGE - len(page.rows))
        self._pay_after_midnight(day, len(page.rows))
        self._take(flight, page)
        return None

    def _today(self) -> date:
        return self.of.clock().astimezone(UTC).date()

    def _pay_after_midnight(self, day: date, records: int) -> None:
        """TikTok may have counted on either day what was asked for on one and answered on the next."""
        if (today := self._today()) != day:
            self.of.quota.reserve(today, records, 1.0)

    def _take(self, flight: InFlight, page: Page) -> None:
        messages = self.of.rows.messages(page, flight)
        self._hand_over(messages)
        self._save(
            search_plan.page_read(
                self.state,
                flight,
                cursor=page.cursor,
                search_id=page.search_id,
                has_more=page.has_more,
                now=page.answered_at,
            )
        )
        self.failures, self.token_is_new = 0, False
        self.pages += 1
        self.videos += len(messages)
        count("VideosFound", len(messages))
        logger.info(
            "page searched",
            rows=len(page.rows),
            videos=len(messages),
            correlation_id=correlation_id(flight),
        )

    def _hand_over(self, messages: list[str]) -> None:
        """Tried again here: to ask for the page again would cost quota."""
        for attempt in range(1, HAND_OVER_TRIES):
            try:
                return self.of.intake.send_all(messages)
            except TransientError as error:
                logger.warning("intake refuses", reason=str(error))
                self.of.pause(pause_after(attempt))
        return self.of.intake.send_all(messages)

    def _refused(self, flight: InFlight, refusal: SearchRefusedError, day: date) -> Outcome | None:
        """What the contract's table of errors asks for; None to go on."""
        now, reason = self.of.clock(), refusal.rule
        match refusal.action:
            case Action.STOP:
                return Outcome.NOT_APPROVED
            case Action.STOP_TODAY:
                self.of.quota.exhaust(day)
                return Outcome.QUOTA_USED
            case Action.SKIP_WINDOW:
                fault = PermanentError(refusal.thing, refusal.rule, refusal.remedy)
                self.of.rows.set_aside(self.of.pages.query(flight), fault)
                self._save(search_plan.window_refused(self.state, flight, reason, now))
                return None
            case Action.RESTART_WINDOW:
                self._save(search_plan.search_lost(self.state, flight, reason, now))
                return None
            case Action.RENEW_TOKEN if not self.token_is_new:
                self.of.pages.forget_token()
                self.token_is_new = True
                self._save(search_plan.page_postponed(self.state))
                return None
            case Action.RENEW_TOKEN:
                return Outcome.TROUBLE
            case Action.WAIT:
                self._save(search_plan.page_postponed(self.state))
            case Action.REPEAT:
                self._save(search_plan.page_failed(self.state, flight, reason, now))
        return self._back_off()

    def _back_off(self) -> Outcome | None:
        self.failures += 1
        if self.failures >= PATIENCE:
            return Outcome.TROUBLE
        seconds = pause_after(self.failures)
        if self.of.millis_left() < MILLIS_FOR_A_PAGE + 1000 * seconds:
            return Outcome.OUT_OF_TIME
        self.of.pause(seconds)
        return None

    def _save(self, state: SearchState) -> None:
        """With the next window in flight; the lease is longer by each write and ends with the last."""
        now = self.of.clock()
        known = {skipped.day for skipped in self.state.skipped}
        state = search_plan.taken(state, now)
        held_until = None if state.is_done else now + LEASE
        self.state = self.of.states.save(state.model_copy(update={"held_until": held_until}))
        for skipped in self.state.skipped:
            if skipped.day not in known:
                count("SearchDaysSkipped")
                logger.error("day skipped", day=str(skipped.day), reason=skipped.reason)


def pause_after(failures: int) -> float:
    """Seconds, at random up to a limit that doubles: whoever failed together does not come back together."""
    return random.uniform(0, min(LONGEST_PAUSE, 2.0**failures))  # noqa: S311  # a pause, not a secret
