"""A schedule's changes through the real handlers on moto: every reader is told what the model says."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.announced import __main__ as command
from tests.announced import changes
from tests.announced.audience import invent
from tests.announced.changes import Step
from tests.announced.comparison import differences
from tests.announced.model import Hearing, To, Told
from tests.announced.outbox import Sent
from tests.announced.play import Outcome, of_the_file, play
from tests.announced.reader import Reader

DAY = datetime(2026, 3, 28, 12, 0, 20, tzinfo=UTC)  # the night before clocks change in Beirut and Berlin
GUIDS = ("0f-one", "0f-two", "0f-three", "-Strange Guid!", "0f-late")


def line(hours: float, op: str, guid: str, starts: float, title: str = "Talk", lasts: str = "1:00") -> str:
    """Hours from DAY."""
    at = (DAY + timedelta(hours=hours)).isoformat()
    item = [(DAY.replace(second=0) + timedelta(hours=starts)).isoformat(), lasts, "Stage  A", title]
    row: dict[str, Any] = {"at": at, "op": op, "guid": guid, "old" if op == "removed" else "new": item}
    return json.dumps(row)


LINES = [
    line(0, "added", GUIDS[0], 30),
    line(0, "added", GUIDS[1], 50),
    line(0, "added", GUIDS[2], 3, lasts="0:00"),
    line(1, "title_changed", GUIDS[0], 30, title="Talk, anew"),
    line(2, "removed", GUIDS[0], 30),
    line(2, "removed", GUIDS[1], 50),
    line(4, "readded", GUIDS[0], 30, title="Talk, anew"),
    line(6, "start_moved", GUIDS[1], 25),
    line(8, "added", GUIDS[3], 30),
    line(9, "start_moved", GUIDS[3], 36),
    line(10, "start_moved", GUIDS[2], 2, lasts="0:00"),  # into the past: it has taken place
    line(11, "added", GUIDS[4], 5),
    line(31, "removed", GUIDS[0], 30),
]


def written(folder: Path, lines: Sequence[str]) -> Path:
    file = folder / "changes.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def readers_of(steps: Sequence[Step], count: int) -> list[Reader]:
    return invent(count, list(dict.fromkeys(step.session for step in steps)))


def test_every_reader_is_told_what_the_model_says(tmp_path: Path) -> None:
    steps = list(changes.read(written(tmp_path, LINES)))

    outcome = play(steps, readers_of(steps, 60))

    assert outcome.faults == []
    assert outcome.counts["messages sent"] == outcome.counts["messages expected"] > 100
    for name in ("session.announced", "session.moved", "reminder.day", "reminder.hour", "live.now"):
        assert outcome.counts[f"  {name}"] > 0, name
    for name in ("cap", "digest", "quiet hours", "stale"):
        assert outcome.counts[f"dropped: {name}"] > 0, name
    assert outcome.counts["held until a morning"] > 0
    assert outcome.counts["cancellations sent"] == 0, "absence is not cancellation"


def test_the_file_is_read_as_what_staff_would_do(tmp_path: Path) -> None:
    steps = list(changes.read(written(tmp_path, LINES)))

    assert of_the_file(steps) == {
        "changes in the file": 13,
        "sessions": 4,
        "moves": 2,
        "other titles, places, durations": 1,
        "absent: left as they were": 3,
        "back again, and nothing new": 1,
        "its date had passed": 2,
    }
    assert (steps[2].item.minutes, steps[2].item.place) == (5, "Stage A")
    assert steps[8].session.startswith("strange-guid-")


def test_a_line_of_another_shape_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"changes\.jsonl, line 2: not a change"):
        list(changes.read(written(tmp_path, [LINES[0], '{"at": "2026-03-01"}'])))


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TO = To("session:a@1/live.now", "r")
RIGHT = Sent(TO, NOON, "email", "en", "2026-03-01 12:00 (UTC)")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ([RIGHT], None),
        ([], "never sent"),
        ([RIGHT, RIGHT], "sent 2 times"),
        ([RIGHT._replace(at=NOON + timedelta(seconds=1))], "sent at 2026-03-01 12:00:01"),
        ([RIGHT._replace(language="ar")], "in ar by email"),
        ([RIGHT._replace(starts="2026-03-01 11:00 (UTC)")], "tells of 2026-03-01 11:00"),
        ([RIGHT, RIGHT._replace(to=To("session:a@2/live.now", "r"))], "the model says no reason to send it"),
    ],
)
def test_every_kind_of_difference_is_seen(sent: list[Sent], fault: str | None) -> None:
    told = Told(sent={TO: Hearing(NOON, NOON)})

    faults = differences(told, sent, {}, [Reader("r")])

    assert [fault in found for found in faults] == ([True] if fault else [])  # type: ignore[operator]


def test_a_wrong_reason_is_seen() -> None:
    assert differences(Told(dropped={TO: "cap"}), [], {TO: "stale"}, [Reader("r")]) == [
        "session:a@1/live.now to r: dropped for stale, the model says cap"
    ]


def test_the_command_ends_with_1_on_any_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def differing(*_: object, **__: object) -> Outcome:
        return Outcome(of_the_file(()), ["session:a@1/live.now to r: never sent"])

    monkeypatch.setattr(command, "play", differing)
    monkeypatch.setattr(command, "ProcessPoolExecutor", OneAfterTheOther)

    assert command.main([str(written(tmp_path, LINES)), "--readers", "5"]) == 1
    assert "DIFFERS  session:a@1/live.now to r: never sent" in capsys.readouterr().out


class OneAfterTheOther:
    """Stands for a pool of processes."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> "OneAfterTheOther":
        return self

    def __exit__(self, *_: object) -> None: ...

    def submit(self, work: Any, *arguments: Any, **named: Any) -> "OneAfterTheOther":
        self.answer = work(*arguments, **named)
        return self

    def result(self) -> Any:
        return self.answer


def real_changes() -> Path:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    return Path(folder) / "schedules" / "changes_a.jsonl"


def test_the_first_of_a_real_schedules_changes_are_told_of_as_the_model_says() -> None:
    steps = list(changes.read(real_changes()))[:60]

    outcome = play(steps, readers_of(steps, 60), shards=4)

    assert outcome.faults == []


@pytest.mark.sweep
def test_all_of_a_real_schedules_changes_are_told_of_as_the_model_says() -> None:
    assert command.main([str(real_changes())]) == 0
