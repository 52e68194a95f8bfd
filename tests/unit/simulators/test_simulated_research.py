from datetime import date
from typing import Any

import pytest
import urllib3

from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.simulators.conftest import Caller

pytestmark = pytest.mark.enable_socket
QUERY = "/v2/research/video/query/"
FIELDS = "?fields=id,video_description,hashtag_names,create_time,region_code,username,favorites_count"


def tagged(hashtag: str) -> dict[str, Any]:
    condition = {"operation": "EQ", "field_name": "hashtag_name", "field_values": [hashtag]}
    return {"query": {"and": [condition]}, "start_date": "20261010", "end_date": "20261109", "max_count": 100}


def where(field: str, operation: str, *values: str) -> dict[str, Any]:
    condition = {"operation": operation, "field_name": field, "field_values": list(values)}
    return tagged("x") | {"query": {"and": [condition]}}


class Search:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._token = caller.client_token()

    def ask(self, body: dict[str, Any], fields: str = FIELDS) -> urllib3.BaseHTTPResponse:
        return self._caller.post_json(f"{QUERY}{fields}", self._token, body)

    def ids(self, body: dict[str, Any]) -> set[str]:
        return {str(video["id"]) for video in self.ask(body).json()["data"]["videos"]}

    def error(self, body: dict[str, Any]) -> tuple[int, str, str]:
        answer = self.ask(body)
        return answer.status, answer.json()["error"]["code"], answer.json()["error"]["message"]


@pytest.fixture
def search(caller: Caller) -> Search:
    return Search(caller)


def test_a_hashtag_finds_its_videos_with_exact_ids(search: Search) -> None:
    expected = {video.id for video in VIDEOS if "EndTheStigma" in video.hashtags}

    assert search.ids(tagged("endthestigma")) == expected


def test_a_video_has_the_fields_that_were_asked_for(search: Search) -> None:
    video = search.ask(where("video_id", "EQ", VIDEOS[0].id)).json()["data"]["videos"][0]

    assert video == {
        "id": int(VIDEOS[0].id),
        "video_description": VIDEOS[0].caption,
        "hashtag_names": ["لننهي_الوصمة"],
        "create_time": VIDEOS[0].create_time,
        "region_code": "EG",
        "username": "demo.noor",
        "favorites_count": VIDEOS[0].favorites,
    }


def test_old_field_names_can_be_played(simulator: TikTokSimulator, search: Search) -> None:
    simulator.research.use_old_field_names = True

    video = search.ask(where("video_id", "EQ", VIDEOS[0].id)).json()["data"]["videos"][0]

    assert {"video_id", "favourites_count"} <= set(video)


def test_a_longer_hashtag_is_found_too(simulator: TikTokSimulator, search: Search) -> None:
    longer = VIDEOS[0].model_copy(update={"id": "7000000000000000001", "hashtags": ("EndTheStigmaNow",)})
    simulator.catalogue.put(longer)

    assert longer.id in search.ids(tagged("endthestigma"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (where("region_code", "IN", "EG", "jo"), {0, 1}),
        (where("keyword", "EQ", "GRANDMOTHER"), {8}),
        (where("create_date", "GT", "20261012"), {10, 11}),
        (where("create_date", "GTE", "20261013"), {10, 11}),
        (where("create_date", "LT", "20261011"), {0, 1, 2}),
        (where("create_date", "LTE", "20261010"), {0, 1, 2}),
        (where("video_id", "EQ", VIDEOS[4].id), {4}),
    ],
)
def test_each_operation_selects(search: Search, body: dict[str, Any], found: set[int]) -> None:
    assert search.ids(body) == {VIDEOS[place].id for place in found}


def test_or_adds_and_not_takes_away(search: Search) -> None:
    egypt, jordan = (
        {"operation": "EQ", "field_name": "region_code", "field_values": [code]} for code in ("EG", "JO")
    )
    both = tagged("x") | {"query": {"or": [egypt, jordan]}}
    without = tagged("x") | {"query": {"or": [egypt, jordan], "not": [jordan]}}

    assert search.ids(both) == {VIDEOS[0].id, VIDEOS[1].id}
    assert search.ids(without) == {VIDEOS[0].id}


def test_pages_may_be_short_or_empty_and_still_lead_to_the_end(
    simulator: TikTokSimulator, search: Search
) -> None:
    simulator.research.shorten_next_pages(2, 0, 3)
    body, sizes, ids = where("create_date", "GTE", "20261010"), [], set()

    has_more = True
    while has_more:
        data = search.ask(body).json()["data"]
        sizes.append(len(data["videos"]))
        ids |= {video["id"] for video in data["videos"]}
        body |= {"cursor": data["cursor"], "search_id": data["search_id"]}
        has_more = data["has_more"]

    assert sizes == [2, 0, 3, 7]
    assert len(ids) == 12


@pytest.mark.parametrize("position", [{"cursor": 5}, {"search_id": "unknown"}])
def test_a_position_without_its_search_is_refused(search: Search, position: dict[str, Any]) -> None:
    assert search.error(tagged("endthestigma") | position) == (
        400,
        "invalid_params",
        "Invalid count or cursor",
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"end_date": "20261110"},
        {"end_date": "20261009"},
        {"start_date": "2026-10-10"},
        {"start_date": 20261010},
        {"start_date": "20261310"},
        {"max_count": 101},
        {"query": {"and": []}},
        {"query": where("region_code", "GT", "EG")["query"]},
        {"query": where("region_code", "EQ", "EG", "JO")["query"]},
        {"query": where("video_id", "EQ", "not digits")["query"]},
        {"query": where("music_id", "EQ", "1")["query"]},
    ],
)
def test_a_query_against_the_rules_is_refused(search: Search, fault: dict[str, Any]) -> None:
    assert search.error(tagged("endthestigma") | fault)[:2] == (400, "invalid_params")


@pytest.mark.parametrize("fields", ["", "?fields=", "?fields=id,shoe_size"])
def test_unknown_fields_are_refused(search: Search, fields: str) -> None:
    assert search.ask(tagged("endthestigma"), fields).status == 400


def test_a_creators_token_is_not_for_research(caller: Caller) -> None:
    token = caller.connect(CREATORS[0].open_id)["access_token"]

    answer = caller.post_json(f"{QUERY}{FIELDS}", token, tagged("endthestigma"))

    assert (answer.status, answer.json()["error"]["code"]) == (401, "scope_not_authorized")


def test_some_days_always_answer_500(simulator: TikTokSimulator, search: Search) -> None:
    simulator.research.always_fail_on(date(2026, 10, 12))
    narrow = tagged("endthestigma") | {"end_date": "20261011"}

    assert [search.ask(tagged("endthestigma")).status for _ in range(2)] == [500, 500]
    assert search.ask(narrow).status == 200


def test_the_quota_counts_failed_calls_and_returns_at_midnight_utc(
    simulator: TikTokSimulator, clock: FixedClock, caller: Caller
) -> None:
    search = Search(caller)
    simulator.research.quota.request_limit = 2
    simulator.research.always_fail_on(date(2026, 10, 12))

    statuses = [search.ask(tagged("endthestigma")).status for _ in range(2)]
    refused = search.error(tagged("endthestigma"))[:2]
    clock.advance(hours=12)
    search = Search(caller)
    after_midnight = search.ask(where("create_date", "EQ", "20261010") | {"end_date": "20261010"}).status

    assert statuses == [500, 500]
    assert refused == (429, "daily_quota_limit_exceeded")
    assert after_midnight == 200


def test_the_records_of_a_day_are_limited_too(simulator: TikTokSimulator, search: Search) -> None:
    simulator.research.quota.record_limit = 12
    everything = where("create_date", "GTE", "20261010")

    assert len(search.ids(everything)) == 12
    assert search.error(everything)[:2] == (429, "daily_quota_limit_exceeded")


def test_a_day_allows_a_thousand_requests_and_a_hundred_thousand_records(simulator: TikTokSimulator) -> None:
    quota = simulator.research.quota

    assert (quota.request_limit, quota.record_limit) == (1_000, 100_000)
