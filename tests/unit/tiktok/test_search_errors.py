"""Each row of TikTok's table of errors: what the search does about it, and what it keeps.

The search has three pages; the second one is answered with the error.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from campaign.aws.daily_quota import Used
from campaign.tiktok.search_run import PATIENCE, Outcome
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.unit.conftest import FixedClock, LogLines
from tests.unit.tiktok.search_stage import SearchStage, StageOf, invented_videos

pytestmark = pytest.mark.enable_socket

VIDEOS = 250


@dataclass(frozen=True)
class Row:
    """`queries`: asked in all, the failing one too · `cursor`: of the window in flight afterwards, None where
    all is done · `skipped`: days · `videos`: handed to the intake."""

    failure: Failure
    outcome: Outcome
    queries: int
    cursor: int | None = None
    skipped: int = 0
    videos: int = VIDEOS
    waits: bool = False
    quarantined: int = 0


ROWS = {
    "400 invalid_params: its days are skipped and the query is quarantined": Row(
        Failure.INVALID_PARAMS, Outcome.DONE, 2, skipped=3, videos=100, quarantined=1
    ),
    "400 invalid_params Invalid count or cursor: the window starts again, halved": Row(
        Failure.INVALID_CURSOR, Outcome.DONE, 2 + 1 + 3
    ),
    "400 scope_permission_missed: the search stops and keeps its cursor": Row(
        Failure.SCOPE_PERMISSION_MISSED, Outcome.NOT_APPROVED, 2, cursor=100, videos=100
    ),
    "401 access_token_invalid: one new token, one more try": Row(
        Failure.ACCESS_TOKEN_INVALID, Outcome.DONE, 4
    ),
    "401 scope_not_authorized: the search stops and keeps its cursor": Row(
        Failure.SCOPE_NOT_AUTHORIZED, Outcome.NOT_APPROVED, 2, cursor=100, videos=100
    ),
    "429 rate_limit_exceeded: a pause, and the page again": Row(
        Failure.RATE_LIMIT, Outcome.DONE, 4, waits=True
    ),
    "429 daily_quota_limit_exceeded: the search stops for today and keeps its cursor": Row(
        Failure.DAILY_QUOTA, Outcome.QUOTA_USED, 2, cursor=100, videos=100
    ),
    "500 internal_error: a pause, and the page again": Row(
        Failure.INTERNAL_ERROR, Outcome.DONE, 4, waits=True
    ),
    "504 with HTML: a pause, and the page again": Row(Failure.GATEWAY_TIMEOUT, Outcome.DONE, 4, waits=True),
    "no answer at all: a pause, and the page again": Row(
        Failure.DROPPED_CONNECTION, Outcome.DONE, 4, waits=True
    ),
}


def since(clock: FixedClock) -> date:
    """The first of three days."""
    return clock.now.date() - timedelta(days=2)


@pytest.fixture
def stage(stage_of: StageOf, clock: FixedClock) -> SearchStage:
    """A round of three days with 250 videos, three pages."""
    return stage_of(invented_videos(VIDEOS, clock.now, timedelta(minutes=10)))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_an_error_in_the_middle_of_a_search(row: Row, stage: SearchStage, clock: FixedClock) -> None:
    stage.search_one_page(since(clock))
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, row.failure)

    report = stage.search()

    state = stage.state()
    assert report.outcome is row.outcome
    assert len(stage.queries) == row.queries
    assert stage.quota.used(clock.now.date()).requests == row.queries, "each failed call counts"
    assert (state.in_flight.cursor if state.in_flight else None) == row.cursor
    assert len(state.skipped) == row.skipped
    assert len(stage.intake_ids()) == row.videos
    assert bool(stage.pauses) is row.waits
    assert [entry.source for entry in stage.quarantined()] == ["search"] * row.quarantined
    assert state.held_until is None


def test_a_token_that_is_refused_is_asked_for_anew_once(stage: SearchStage, clock: FixedClock) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.ACCESS_TOKEN_INVALID, times=2)

    report = stage.search(since(clock))

    assert report.outcome is Outcome.TROUBLE
    assert len(stage.queries) == len(stage.tiktok.calls_of(Endpoint.OAUTH_TOKEN)) == 2
    assert stage.search().outcome is Outcome.DONE, "the next run tries again"


@pytest.mark.parametrize("failure", [Failure.SCOPE_NOT_AUTHORIZED, Failure.SCOPE_PERMISSION_MISSED])
def test_a_search_that_is_not_approved_says_so_and_asks_once_a_run(
    failure: Failure, stage: SearchStage, clock: FixedClock, log_lines: LogLines
) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, failure, times=2)

    outcomes = [stage.search(since(clock)).outcome for _ in range(2)]

    assert outcomes == [Outcome.NOT_APPROVED] * 2
    assert len(stage.queries) == 2
    assert any("the app may not search" in line.get("reason", "") for line in log_lines())
    assert stage.search().outcome is Outcome.DONE, "approved at last"


def test_wrong_credentials_stop_the_search_before_anything_is_asked(
    stage: SearchStage, clock: FixedClock
) -> None:
    stage.tiktok.fail_next(Endpoint.OAUTH_TOKEN, Failure.INVALID_CLIENT)

    assert stage.search(since(clock)).outcome is Outcome.NOT_APPROVED
    assert stage.queries == []


@pytest.mark.parametrize(
    "failure", [Failure.SERVER_ERROR, Failure.GATEWAY_TIMEOUT, Failure.DROPPED_CONNECTION]
)
def test_a_token_that_is_late_is_waited_for(failure: Failure, stage: SearchStage, clock: FixedClock) -> None:
    stage.tiktok.fail_next(Endpoint.OAUTH_TOKEN, failure, times=2)

    assert stage.search(since(clock)).outcome is Outcome.DONE
    assert len(stage.pauses) == 2


def test_pauses_are_random_below_a_limit_that_doubles(stage: SearchStage, clock: FixedClock) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.RATE_LIMIT, times=PATIENCE - 1)

    assert stage.search(since(clock)).outcome is Outcome.DONE
    assert all(0 <= pause <= limit for pause, limit in zip(stage.pauses, (2, 4, 8, 16), strict=True))


@pytest.mark.parametrize("failure", [Failure.RATE_LIMIT, Failure.INTERNAL_ERROR, Failure.GATEWAY_TIMEOUT])
def test_an_outage_ends_a_run_before_it_has_used_up_the_quota(
    failure: Failure, stage: SearchStage, clock: FixedClock
) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, failure, times=100)

    report = stage.search(since(clock))

    assert (report.outcome, len(stage.queries)) == (Outcome.TROUBLE, PATIENCE)
    assert stage.intake() == []
    assert stage.state().held_until is None


def test_too_many_requests_never_halve_a_window(stage: SearchStage, clock: FixedClock) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.RATE_LIMIT, times=2 * PATIENCE)

    for _ in range(2):
        assert stage.search(since(clock)).outcome is Outcome.TROUBLE

    state = stage.state()
    assert state.in_flight
    assert (len(state.in_flight.window), state.to_do, state.skipped) == (3, (), ())


def test_a_day_that_always_fails_is_found_by_halving_skipped_and_said(
    stage_of: StageOf, clock: FixedClock, log_lines: LogLines
) -> None:
    videos = invented_videos(90, clock.now, timedelta(hours=8))
    stage = stage_of(videos)
    bad = clock.now.date() - timedelta(days=20)
    stage.tiktok.research.always_fail_on(bad)

    while not (report := stage.search()).state.is_done:
        assert report.outcome is Outcome.TROUBLE

    assert [(one.day, one.reason) for one in report.state.skipped] == [
        (bad, "TikTok answered 500 internal_error")
    ]
    first = clock.now.date() - timedelta(days=30)
    assert stage.intake_ids() == {
        video.id for video in videos if video.created_at.date() >= first and video.created_at.date() != bad
    }
    assert [line["day"] for line in log_lines() if line["message"] == "day skipped"] == [str(bad)]
    assert report.answer()["skipped"] == [str(bad)]


def test_a_query_that_is_refused_for_good_can_be_read_in_the_quarantine(
    stage: SearchStage, clock: FixedClock
) -> None:
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.INVALID_PARAMS)

    stage.search(since(clock))

    (entry,) = stage.quarantined()
    assert "TikTok answered 400 invalid_params" in entry.reason
    assert json.loads(entry.body)["start_date"] == "20260227"


def test_what_a_failed_call_may_have_been_charged_is_not_given_back(
    stage_of: StageOf, clock: FixedClock
) -> None:
    stage = stage_of()
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.GATEWAY_TIMEOUT)
    stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.INTERNAL_ERROR)

    stage.search(since(clock))

    assert stage.quota.used(clock.now.date()) == Used(requests=3, records=100)
