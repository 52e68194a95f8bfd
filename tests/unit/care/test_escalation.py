from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from campaign.care import moves
from campaign.care.case import Case, Outcome
from campaign.care.escalation import AGAIN_AFTER, Call, call_for, next_look, settled, tried
from campaign.care.moves import open_case
from campaign.care.tier import Tier
from tests.unit.care.cases import MINUTE, SUBJECT, TARGETS, claimed, opened, sign
from tests.unit.videos.messages import NOON

SOON = NOON + 80 * MINUTE
DUE = NOON + 120 * MINUTE


def told(case: Case, call: Call, now: datetime) -> Case:
    return settled(tried(case, call, now).case, call, now).case


def test_a_case_waits_quietly_until_it_is_due_soon() -> None:
    assert call_for(opened(), SOON - MINUTE) is None
    assert next_look(opened()) == SOON


def test_one_due_soon_alerts_once() -> None:
    assert call_for(opened(), SOON) is Call.ALERT
    assert call_for(told(opened(), Call.ALERT, SOON), SOON + MINUTE) is None


@pytest.mark.parametrize("minutes", [2, 3, 5, 15])
@pytest.mark.parametrize("offset", [1, 29, 59])
def test_an_alert_comes_before_the_page_however_short_the_time(minutes: int, offset: int) -> None:
    """`offset`: seconds from the case's opening to the next of the runs, one every minute."""
    case = open_case(SUBJECT, sign(Tier.IMMINENT), NOON, replace(TARGETS, imminent=minutes * MINUTE)).case
    calls = []

    for run in range(minutes + 1):
        now = NOON + timedelta(seconds=offset) + run * MINUTE
        if call := call_for(case, now):
            calls.append(call)
            case = told(case, call, now)

    assert calls == [Call.ALERT, Call.PAGE]


def test_an_alert_of_a_run_that_died_is_left_to_the_page() -> None:
    died = tried(opened(), Call.ALERT, SOON).case

    assert call_for(died, SOON + 10 * MINUTE) is None
    assert next_look(died) == DUE


def test_one_overdue_pages_once() -> None:
    alerted = told(opened(), Call.ALERT, SOON)

    assert call_for(alerted, DUE) is Call.PAGE
    paged = told(alerted, Call.PAGE, DUE)
    assert call_for(paged, DUE + 600 * MINUTE) is None
    assert next_look(paged) is None


def test_a_page_of_a_run_that_died_is_sent_again_and_by_no_run_that_comes_meanwhile() -> None:
    died = tried(opened(), Call.PAGE, DUE).case

    assert call_for(died, DUE + MINUTE) is None
    assert call_for(died, DUE + AGAIN_AFTER) is Call.PAGE


def test_a_case_that_somebody_is_at_calls_nobody() -> None:
    assert call_for(claimed(now=DUE - MINUTE), DUE) is None


def test_a_case_is_looked_at_when_its_lease_ends() -> None:
    case = claimed()

    assert next_look(case) == NOON + 30 * MINUTE
    assert moves.freed(case, NOON + 29 * MINUTE) is None
    assert moves.freed(case, NOON + 30 * MINUTE) is not None


def test_one_that_was_left_alone_again_pages_again() -> None:
    paged = told(opened(), Call.PAGE, DUE)
    taken = moves.claim(paged, "rana", DUE + MINUTE, TARGETS).case

    left = moves.freed(taken, DUE + 60 * MINUTE)

    assert left is not None
    assert call_for(left.case, DUE + 60 * MINUTE) is Call.PAGE


def test_who_asks_for_a_lead_pages_at_once_and_once_though_they_are_at_it() -> None:
    asked = moves.escalate(claimed(), "rana", NOON + MINUTE).case

    assert next_look(asked) == NOON + MINUTE
    assert call_for(asked, NOON + MINUTE) is Call.PAGE
    assert call_for(told(asked, Call.PAGE, NOON + MINUTE), NOON + 20 * MINUTE) is None


@pytest.mark.parametrize("tier", list(Tier))
def test_a_closed_case_calls_nobody_and_is_not_looked_at(tier: Tier) -> None:
    closed = moves.close(claimed(tier=tier), "rana", Outcome.NO_CONCERN, NOON).case

    assert next_look(closed) is None
    assert call_for(closed, NOON + 100_000 * MINUTE) is None
