import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign_cli.errors import CommandError
from campaign_cli.replay_model import Facts, Sighting, Way, differences, expected, read_rows, sightings
from campaign_cli.replay_ways import messages
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


def seen(place: int, way: Any = "search") -> Sighting:
    return Sighting(ROWS[place], place, way, NOON + timedelta(seconds=place))


SEARCHED = [seen(place) for place in range(len(ROWS))]


def only_the_newest() -> dict[str, Facts]:
    return {NOOR: expected(SEARCHED)[NOOR]}


def stored(**changes: Any) -> str:
    video = {
        "status": "in_review",
        "source": "search",
        "observed_at": "2026-03-01T12:00:02Z",
        "details_at": "2026-03-01T12:00:02Z",
        "sightings": {"search": "2026-03-01T12:00:02Z"},
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


def test_the_newest_sighting_of_an_id_is_what_is_expected() -> None:
    videos = expected(reversed(SEARCHED))
    assert videos.keys() == {NOOR, "7"}
    assert videos[NOOR]["caption"] == "newest"
    assert videos[NOOR]["observed at"] == (NOON + timedelta(seconds=2)).timestamp()
    assert (videos["7"]["region"], videos["7"]["favorites"]) == ("AE", 3)


def test_what_only_a_search_tells_outlasts_a_newer_sighting_by_another_way() -> None:
    video = expected([seen(0), seen(2, "webhook")])[NOOR]
    assert (video["caption"], video["views"]) == ("newest", 1)
    assert (video["source"], video["open id"]) == ("webhook", f"act.replay.{NOOR}")
    assert video["sightings"] == {"search": NOON.timestamp(), "webhook": NOON.timestamp() + 2}
    assert "hashtags" not in video, "they are read out of the caption, which is not the file's own word"


def test_every_row_is_seen_by_one_to_three_ways_each_at_its_own_time() -> None:
    sent = sightings([{"id": number} for number in range(60)], NOON, seed=1)
    ways = Counter(sighting.place for sighting in sent)
    assert ways.keys() == set(range(60))
    assert set(ways.values()) == {1, 2, 3}
    assert len({sighting.at for sighting in sent}) == len(sent)


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
        ({"sightings": {}, "source": "webhook"}, "source, sightings"),
    ],
)
def test_what_differs_is_named_without_its_content(changes: dict[str, Any], named: str) -> None:
    assert differences(only_the_newest(), {NOOR: stored(**changes)}) == [f"{NOOR}: {named}"]


def test_every_tenth_is_sent_twice_and_the_order_hangs_on_the_seed() -> None:
    sent = [Sighting({"id": number}, number, "search", NOON) for number in range(25)]
    one, other = messages(sent, seed=1), messages(sent, seed=2)
    assert len(one) == 27
    assert one != other
    assert sorted(one) == sorted(other)
    assert {json.loads(body)["id"] for body in one if one.count(body) == 2} == {"9", "19"}


def test_a_row_is_what_each_way_makes_of_it() -> None:
    ways: tuple[Way, ...] = ("search", "webhook", "submission")
    sent = [json.loads(body) for body in messages([seen(0, way) for way in ways], seed=1)]
    assert {message["source"] for message in sent} == set(ways)
    assert {(message["id"], message["caption"]) for message in sent} == {(NOOR, "first")}


def test_a_row_that_is_no_video_is_named() -> None:
    with pytest.raises(CommandError, match="row 2 "):
        messages([Sighting({"username": "demo.noor"}, 1, "search", NOON)], seed=1)
