"""What was set aside, as operators see it, and what becomes of it when it is sent again."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from campaign.api.quarantine import LATER, MOST, quarantine_routes
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock

BODY = json.dumps({"kind": "video", "data": {"caption": "planted words", "tags": ["one", "two"]}})


@dataclass
class Heard:
    """A queue."""

    bodies: list[tuple[str, int]] = field(default_factory=list)
    fails: bool = False

    def send(self, body: str, *, after: int = 0) -> None:
        if self.fails:
            raise RuntimeError("the queue is away")
        self.bodies.append((body, after))


@dataclass
class Room:
    table: Table
    clock: FixedClock
    intake: Heard = field(default_factory=Heard)

    @property
    def quarantine(self) -> TableQuarantine:
        return TableQuarantine(self.table)

    def call(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, object]]:
        api = StaffApi(quarantine_routes(self.quarantine, {"intake": self.intake}))
        return api.call(method, path, body, "operator")

    def redrive(self, *keys: str, source: str = "intake", dry: bool = False) -> tuple[int, dict[str, object]]:
        body = {"source": source, "keys": list(keys) or None, "dry_run": dry}
        return self.call("POST", "/quarantine/redrive", body)

    def put(self, body: str = BODY, source: str = "intake") -> str:
        self.clock.now += timedelta(seconds=1)
        self.quarantine.put(source, body, "data.id: missing", self.clock())
        return next(self.quarantine.entries()).key


@pytest.fixture
def room(table: Table, clock: FixedClock) -> Room:
    return Room(table, clock)


def test_it_is_counted_by_source_and_listed_without_what_was_said(room: Room) -> None:
    room.put()
    room.put("another", "tiktok.list")

    _, answer = room.call("GET", "/quarantine")

    assert answer["sources"] == [
        {"source": "intake", "entries": 1, "redrivable": True},
        {"source": "tiktok.list", "entries": 1, "redrivable": False},
    ]
    assert "planted words" not in json.dumps(answer)


def test_one_entry_is_told_by_its_reason_and_its_shape_alone(room: Room) -> None:
    key = room.put()

    status, answer = room.call("GET", f"/quarantine/intake/{key}")

    assert (status, answer["reason"], answer["size"]) == (200, "data.id: missing", len(BODY))
    assert answer["shape"] == [
        "kind: text of 5",
        "data.caption: text of 13",
        "data.tags: list of 2",
        "data.tags[]: text of 3",
    ]
    assert "planted words" not in json.dumps(answer)


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(room: Room) -> None:
    key = room.put()

    status, answer = room.redrive(dry=True)

    assert (status, [each["key"] for each in answer["entries"]]) == (200, [key])  # type: ignore[attr-defined]
    assert room.intake.bodies == []
    assert room.quarantine.find("intake", key) is not None


def test_what_is_sent_again_is_the_very_message_held_back_and_leaves_the_quarantine(room: Room) -> None:
    key = room.put()

    assert room.redrive(key)[0] == 200

    assert room.intake.bodies == [(BODY, LATER)]
    assert room.quarantine.find("intake", key) is None


def test_what_is_refused_again_comes_back(room: Room) -> None:
    room.redrive(room.put())

    assert room.quarantine.find("intake", room.put()) is not None


def test_an_entry_stays_when_its_queue_takes_nothing(room: Room) -> None:
    key = room.put()
    room.intake.fails = True

    assert room.redrive(key)[0] == 500
    assert room.quarantine.find("intake", key) is not None


def test_a_whole_source_goes_in_parts_and_no_other_source_with_it(room: Room) -> None:
    for number in range(MOST + 1):
        room.put(f"body {number}")
    other = room.put("of another source", "planning")

    first, second = room.redrive()[1], room.redrive()[1]

    assert (first["more"], second["more"]) == (True, False)
    assert len(room.intake.bodies) == MOST + 1
    assert [entry.key for entry in room.quarantine.entries()] == [other]


def test_what_came_from_no_queue_is_not_sent(room: Room) -> None:
    key = room.put(source="tiktok.list")

    assert room.redrive(key, source="tiktok.list")[0] == 409
    assert room.quarantine.find("tiktok.list", key) is not None
