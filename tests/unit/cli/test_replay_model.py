import json
from pathlib import Path
from typing import Any

import pytest

from campaign_cli.errors import CommandError
from campaign_cli.replay import messages
from campaign_cli.replay_model import Facts, differences, expected, observed_at, read_rows
from tests.unit.videos.messages import NOON

NOOR = "7374895375649443115"
ROWS: list[dict[str, Any]] = [
    {"id": 7374895375649443115, "username": "demo.noor", "video_description": "first", "view_count": 1},
    {
        "id": "7",
        "region_code": "ae",
        "hashtag_names": ["a"],
        "favourites_count": 3,
        "create_time": 1717101641,
    },
    {
        "video_id": 7374895375649443115,
        "username": "demo.noor",
        "video_description": "newest",
        "view_count": 0,
    },
]


def only_the_newest() -> dict[str, Facts]:
    return {NOOR: expected(ROWS, NOON)[NOOR]}


def stored(**changes: Any) -> str:
    video = {
        "status": "in_review",
        "observed_at": "2026-03-01T12:00:02Z",
        "creator": {"handle": "demo.noor"},
        "caption": "newest",
        "figures": {"views": 0},
    }
    return json.dumps(video | changes)


def test_pages_are_read_one_a_line_or_one_in_all(tmp_path: Path) -> None:
    pages = [{"data": {"videos": ROWS[:1]}}, {"data": {"videos": ROWS[1:]}}]
    lines, whole = tmp_path / "pages.jsonl", tmp_path / "page.json"
    lines.write_text("\n".join(map(json.dumps, pages)) + "\n")
    whole.write_text(json.dumps({"data": {"videos": ROWS}}, indent=1))
    assert read_rows(lines) == read_rows(whole) == ROWS


@pytest.mark.parametrize("text", ["", "{", "[]", '{"data": {}}', '{"data": {"videos": []}}'])
def test_a_file_of_another_shape_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pages.jsonl"
    file.write_text(text)
    with pytest.raises(CommandError, match=r"pages\.jsonl"):
        read_rows(file)


def test_the_last_row_of_an_id_is_what_is_expected() -> None:
    videos = expected(ROWS, NOON)
    assert videos.keys() == {NOOR, "7"}
    assert videos[NOOR]["caption"] == "newest"
    assert videos[NOOR]["observed at"] == observed_at(NOON, 2).timestamp()
    assert (videos["7"]["region"], videos["7"]["favorites"]) == ("AE", 3)


def test_what_is_stored_as_expected_is_no_difference() -> None:
    assert differences(only_the_newest(), {NOOR: stored()}) == []


def test_a_video_that_is_not_stored_is_missing() -> None:
    assert differences(only_the_newest(), {}) == [f"{NOOR}: missing"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"caption": "first"}, "caption"),
        ({"observed_at": "2026-03-01T12:00:00Z", "figures": {"views": 1}}, "observed at, views"),
        ({"status": "gone", "creator": {}}, "handle, status"),
    ],
)
def test_what_differs_is_named_without_its_content(changes: dict[str, Any], named: str) -> None:
    assert differences(only_the_newest(), {NOOR: stored(**changes)}) == [f"{NOOR}: {named}"]


def test_every_tenth_row_is_sent_twice_and_the_order_hangs_on_the_seed() -> None:
    rows = [{"id": number} for number in range(25)]
    one, other = messages(rows, NOON, seed=1), messages(rows, NOON, seed=2)
    assert len(one) == 27
    assert one != other
    assert sorted(one) == sorted(other)
    assert {json.loads(body)["id"] for body in one if one.count(body) == 2} == {"9", "19"}


def test_a_row_that_is_no_video_is_named() -> None:
    with pytest.raises(CommandError, match="row 2 "):
        messages([{"id": 1}, {"username": "demo.noor"}], NOON, seed=1)
