"""The day's quota: never overrun, whoever else is searching, and there again after midnight."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.aws.daily_quota import DailyQuota, Used
from campaign.aws.table import Table
from campaign.tiktok.search_api import PAGE
from campaign.tiktok.search_run import Outcome
from campaign.tiktok.search_state import InFlight
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.unit.conftest import FixedClock
from tests.unit.tiktok.search_stage import SearchStage, StageOf, invented_videos

DAY = datetime(2026, 3, 1, tzinfo=UTC).date()
FIRST, LAST = DAY - timedelta(days=2), DAY


def quota_of(table: Table, requests: int = 10, records: int = 1_000) -> DailyQuota:
    return DailyQuota(table, "research", requests, records)


def test_a_request_is_refused_when_the_day_has_none_left(table: Table) -> None:
    quota = quota_of(table, requests=2)

    assert [quota.reserve(DAY, 100) for _ in range(3)] == [True, True, False]
    assert quota.used(DAY) == Used(requests=2, records=200)


def test_a_request_is_refused_when_a_full_page_might_not_fit(table: Table) -> None:
    quota = quota_of(table, records=250)

    assert [quota.reserve(DAY, 100) for _ in range(3)] == [True, True, False]
    quota.give_back(DAY, 50)
    assert quota.reserve(DAY, 100)


def test_days_are_counted_apart(table: Table) -> None:
    quota = quota_of(table, requests=1)

    assert quota.reserve(DAY, 100)
    assert quota.reserve(DAY + timedelta(days=1), 100)
    assert not quota.reserve(DAY, 100)


def test_a_share_of_the_quota_leaves_the_rest_to_others(table: Table) -> None:
    quota = quota_of(table)

    assert sum(quota.reserve(DAY, 1, share=0.8) for _ in range(10)) == 8
    assert sum(quota.reserve(DAY, 1) for _ in range(10)) == 2


def test_a_quota_that_is_said_to_be_used_up_is(table: Table) -> None:
    quota = quota_of(table)

    quota.exhaust(DAY)

    assert not quota.reserve(DAY, 100)
    assert quota.used(DAY) == Used(exhausted=True)


def test_the_count_of_a_day_expires_after_a_month(table: Table) -> None:
    quota_of(table).reserve(DAY, 100)

    key: Any = {"pk": {"S": "QUOTA#research#2026-03-01"}, "sk": {"S": "QUOTA"}}
    item = table.client.get_item(TableName=table.name, Key=key)["Item"]
    assert item["expires_at"] == {"N": str(int(datetime(2026, 3, 31, tzinfo=UTC).timestamp()))}


def test_no_order_of_two_runs_gets_more_than_there_is(table: Table) -> None:
    """Each step, one of them reserves a page, and later, when it is its turn again, has read so many rows."""
    tries = count()

    @given(st.lists(st.tuples(st.sampled_from(["one", "other"]), st.integers(0, PAGE)), max_size=25))
    def holds(steps: list[tuple[str, int]]) -> None:
        quota = DailyQuota(table, f"research-{next(tries)}", 7, 650)
        reserved: set[str] = set()
        requests = records = 0
        for run, rows in steps:
            if run in reserved:
                reserved.remove(run)
                records += rows
                quota.give_back(DAY, PAGE - rows)
            elif quota.reserve(DAY, PAGE):
                reserved.add(run)
                requests += 1
            assert requests <= 7
            assert records + PAGE * len(reserved) <= 650
        assert quota.used(DAY) == Used(requests, records + PAGE * len(reserved))

    holds()


class Meanwhile:
    """The pages of one run; while each is on its way, another run asks for one of its own."""

    def __init__(self, stage: SearchStage) -> None:
        self._of = stage.adapters().pages
        self._stage = stage

    def page(self, flight: InFlight) -> Any:
        self._stage.backfill(FIRST, LAST, millis_left=iter([10**9, 0]).__next__)
        return self._of.page(flight)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


@pytest.mark.enable_socket
@pytest.mark.parametrize("limits", [{"requests_a_day": 7}, {"records_a_day": 750}])
def test_two_runs_at_once_never_overrun_the_quota(
    limits: dict[str, int], stage_of: StageOf, clock: FixedClock
) -> None:
    stage = stage_of(invented_videos(900, clock.now, timedelta(minutes=2)), **limits)
    used = stage.tiktok.research.quota

    first = stage.search(FIRST, pages=Meanwhile(stage))
    second = stage.backfill(FIRST, LAST)

    assert first.outcome is second.outcome is Outcome.QUOTA_USED
    assert used.requests_used == 7
    assert used.records_used == 700
    assert {call.status for call in stage.queries} == {200}, "TikTok never had to refuse"
    assert stage.quota.used(DAY) == Used(requests=7, records=700)


@pytest.mark.enable_socket
@pytest.mark.parametrize("who_says_so", ["we", "TikTok"])
def test_a_search_whose_quota_is_used_up_goes_on_after_midnight_where_it_was(
    who_says_so: str, stage_of: StageOf, clock: FixedClock
) -> None:
    videos = invented_videos(500, clock.now, timedelta(minutes=5))
    stage = stage_of(videos, requests_a_day=2 if who_says_so == "we" else 1_000)
    if who_says_so == "TikTok":
        stage.search_one_page(FIRST)
        stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, Failure.DAILY_QUOTA)
    assert stage.search(FIRST).outcome is Outcome.QUOTA_USED
    asked = len(stage.queries)

    clock.now = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    assert stage.search().outcome is Outcome.QUOTA_USED
    assert len(stage.queries) == asked, "nothing is asked for the rest of the day"

    stage.requests_a_day = 1_000
    clock.now = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert stage.search().outcome is Outcome.DONE
    assert len(stage.intake()) == len(stage.intake_ids()) == 500, "no page was read twice"


class OverMidnight:
    """The pages of a run; the first is asked for before midnight, and answered after it."""

    def __init__(self, stage: SearchStage) -> None:
        self._of = stage.adapters().pages
        self._clock = stage.clock

    def page(self, flight: InFlight) -> Any:
        self._clock.advance(seconds=2)
        return self._of.page(flight)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("failure", "records"), [(None, 100), (Failure.RATE_LIMIT, 0), (Failure.GATEWAY_TIMEOUT, 100)]
)
def test_what_midnight_fell_into_is_paid_for_on_both_days(
    failure: Failure | None, records: int, stage_of: StageOf, clock: FixedClock
) -> None:
    stage = stage_of(invented_videos(500, clock.now, timedelta(minutes=5)))
    clock.now = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    if failure:
        stage.tiktok.fail_next(Endpoint.RESEARCH_QUERY, failure)

    stage.search(FIRST, pages=OverMidnight(stage), millis_left=iter([10**9, 0, 0]).__next__)

    assert stage.quota.used(DAY) == Used(requests=1, records=records)
    assert stage.quota.used(DAY + timedelta(days=1)) == Used(requests=1, records=records)
