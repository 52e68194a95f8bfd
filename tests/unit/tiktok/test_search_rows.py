"""Rows of a page: the broken ones are set aside one by one, and the others are taken."""

import json
from typing import Any

import pytest

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.tiktok.search_api import Page
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_rows import SearchRows, carries_any
from campaign.tiktok.search_state import InFlight
from tests.unit.conftest import FixedClock, LogLines
from tests.unit.videos.messages import NOON, observed

FLIGHT = InFlight(window=Days(first=NOON.date(), last=NOON.date()), began_at=NOON, cursor=200)
GOOD: dict[str, Any] = {
    "id": 2**62 + 1,
    "video_description": "hope #EndTheStigma",
    "hashtag_names": ["endthestigma"],
}
BROKEN: list[Any] = [
    None,
    "a text",
    7,
    [],
    {},
    {"id": 7.3e18},
    {"id": "no id, but words"},
    GOOD | {"video_description": 7},
    GOOD | {"hashtag_names": 7},
    GOOD | {"hashtag_names": [None]},
    GOOD | {"create_time": "yesterday"},
    GOOD | {"create_time": 10**30},
    GOOD | {"region_code": 7},
    GOOD | {"username": ["a"]},
    GOOD | {"view_count": -1},
    GOOD | {"like_count": "many"},
    GOOD | {"video_description": "#EndTheStigma " + "أ" * 50_000},
]


def taken(rows: list[Any], table: Table) -> list[dict[str, Any]]:
    page = Page(rows, 0, "", False, NOON)
    searched = SearchRows(("EndTheStigma",), TableQuarantine(table), FixedClock())
    return [json.loads(message) for message in searched.messages(page, FLIGHT)]


@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_row_is_quarantined_and_its_neighbours_are_taken(broken: Any, table: Table) -> None:
    neighbours = [GOOD | {"id": 1}, GOOD | {"id": 2}]

    messages = taken([neighbours[0], broken, neighbours[1]], table)

    assert [message["id"] for message in messages] == ["1", "2"]
    (entry,) = TableQuarantine(table).entries()
    assert (entry.source, json.loads(entry.body)) == ("search", broken)


def test_the_log_has_no_word_of_a_broken_row(table: Table, log_lines: LogLines) -> None:
    taken([GOOD | {"view_count": "planted words"}], table)

    assert "message quarantined" in str(log_lines())
    assert "planted" not in str(log_lines())


def test_an_id_is_kept_to_its_last_digit(table: Table) -> None:
    assert [message["id"] for message in taken([GOOD], table)] == [str(2**62 + 1)]


@pytest.mark.parametrize(
    ("caption", "names", "is_in"),
    [
        ("hope #EndTheStigma", [], True),
        ("hope", ["ENDTHESTIGMA"], True),
        ("hope", ["notendthestigma"], False),
        ("EndTheStigma without the sign", [], False),
    ],
)
def test_a_hashtag_counts_in_the_caption_or_in_the_list(caption: str, names: list[str], is_in: bool) -> None:
    video = observed(caption=caption, hashtags=tuple(names))

    assert carries_any(video, ("EndTheStigma",)) is is_in
