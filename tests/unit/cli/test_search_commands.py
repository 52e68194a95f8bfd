"""`campaign search`: what it shows, and how it has a past range searched in several calls."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from rich.console import Console

from campaign.aws.daily_quota import DailyQuota, Used
from campaign.aws.table import Table
from campaign.tiktok import search_plan
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_storage import NEW_VIDEOS, Searches, name_of
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.search_commands import in_words, listing, range_of, searches
from campaign_cli.search_past import PATIENCE, Answer, searched
from tests.unit.conftest import FixedClock

DAYS = Days(first=date(2026, 1, 1), last=date(2026, 2, 28))
TODAY = date(2026, 3, 1)


def deployed(*answers: dict[str, Any] | None) -> tuple[Deployment, list[dict[str, Any]]]:
    """A deployment whose function answers this, call by call (None: it fails), and what it was sent."""
    deployment, coming = Deployment("unit", boto3.Session()), iter(answers)
    sent: list[dict[str, Any]] = []
    deployment.outputs = {"SearchVideosFunction": "search"}

    class Lambda:
        def invoke(self, **call: str) -> dict[str, Any]:
            sent.append(json.loads(call["Payload"]))
            answer = next(coming)
            failed = {"FunctionError": "Unhandled"} if answer is None else {}
            return {"Payload": io.BytesIO(json.dumps(answer).encode())} | failed

    deployment.client = lambda *_, **__: Lambda()  # type: ignore[assignment]  # a stand-in
    return deployment, sent


def outcomes(*answers: dict[str, Any] | None) -> tuple[list[Answer], list[float]]:
    """The answers that the command saw, and its pauses."""
    pauses: list[float] = []
    return list(searched(deployed(*answers)[0], DAYS, pauses.append)), pauses


def test_a_range_is_searched_in_as_many_calls_as_it_takes() -> None:
    deployment, sent = deployed(
        {"outcome": "out_of_time", "pages": 9, "days_left": 20}, {"outcome": "done", "pages": 3}
    )

    assert [answer.days_left for answer in searched(deployment, DAYS)] == [20, 0]
    assert sent == [{"backfill": {"first": "2026-01-01", "last": "2026-02-28"}}] * 2


def test_what_may_pass_is_waited_for() -> None:
    answers, pauses = outcomes(
        {"outcome": "at_work"}, {"outcome": "trouble", "pages": 1}, {"outcome": "done"}
    )

    assert [answer.outcome for answer in answers] == ["at_work", "trouble", "done"]
    assert pauses == [15, 60]


@pytest.mark.parametrize("outcome", PATIENCE)
def test_what_does_not_pass_is_not_waited_for_without_an_end(outcome: str) -> None:
    with pytest.raises(CommandError, match="run this again later"):
        outcomes(*[{"outcome": outcome}] * PATIENCE[outcome])


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("off", "put the TikTok app's client key"),
        ("not_approved", "When search stands still"),
        ("quota_used", "after 00:00 UTC"),
    ],
)
def test_what_only_a_person_or_midnight_can_mend_is_said(outcome: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        outcomes({"outcome": outcome})


def test_a_function_that_fails_is_said_to_have_failed() -> None:
    with pytest.raises(CommandError, match="search_videos failed"):
        outcomes(None)


@pytest.mark.parametrize(("first", "last"), [((2026, 2, 2), (2026, 2, 1)), ((2026, 2, 2), (2026, 3, 2))])
def test_a_range_in_reverse_or_in_the_future_is_refused(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    with pytest.raises(CommandError, match="must be in order"):
        range_of(date(*first), date(*last), TODAY)


def test_a_range_may_be_one_day_and_end_today() -> None:
    assert len(range_of(TODAY, TODAY, TODAY)) == 1


def shown(table: Table) -> str:
    console = Console(file=io.StringIO(), width=140)
    console.print(listing(searches(table)))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_nothing_searched_yet_is_said(table: Table) -> None:
    assert "Nothing has been searched yet" in shown(table)


def test_each_search_is_listed_with_how_far_it_has_come(table: Table, clock: FixedClock) -> None:
    states, now = Searches(table, clock), clock()
    past = search_plan.taken(search_plan.begun(name_of(DAYS), DAYS, now), now)
    assert past.in_flight
    states.save(search_plan.window_refused(past, past.in_flight, "refused", now))
    one_day = Days(first=TODAY, last=TODAY)
    new = search_plan.taken(search_plan.begun(NEW_VIDEOS, one_day, now), now)
    assert new.in_flight
    states.save(search_plan.page_read(new, new.in_flight, cursor=0, search_id="", has_more=False, now=now))

    text = shown(table)

    assert text.index("new videos") < text.index("2026-01-01 to 2026-02-28")
    assert "2026-03-01 12:00Z" in text
    for part in ("2026-01-28", "31", "2026-01-30"):
        assert part in text


def test_the_quota_of_a_day_is_told_in_words(table: Table) -> None:
    quota = DailyQuota(table, "research", 1000, 100_000)
    quota.reserve(TODAY, 100)

    assert in_words(quota.used(TODAY), TODAY) == "Quota used on 2026-03-01: 1 requests, 100 videos"
    assert in_words(Used(exhausted=True), TODAY).endswith("before 2026-03-02 00:00Z")


def test_the_names_of_searches_sort_the_new_ones_first() -> None:
    assert name_of(Days(first=date(1, 1, 1), last=datetime.now(UTC).date())) > NEW_VIDEOS
