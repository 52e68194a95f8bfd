import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaign_cli import announcement_commands, hold_commands
from campaign_cli.announcement_commands import read_notice
from campaign_cli.errors import CommandError

WORDS = """\
id: new-helpers
texts:
  ar: {subject: أهلًا, lines: [سطر]}
  en: {subject: Welcome, lines: [A line.]}
topics: [everybody]
at: 2026-03-01T21:00
zone: Asia/Dubai
"""
NOTICE = {
    "id": "new-helpers",
    "revision": 3,
    "status": "planned",
    "due_at": "2026-03-01T17:00:00Z",
    "topics": ["everybody"],
    "texts": {"en": {"subject": "Welcome", "lines": ["A line."]}},
}


class Api:
    """Keeps what it was asked, and answers the same each time."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, Any]] = []

    def ask(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        self.asked.append((method, path, json.loads(body) if body else None))
        return self.answer


def run(
    monkeypatch: pytest.MonkeyPatch, module: Any, answer: dict[str, Any], *arguments: str
) -> tuple[Api, str]:
    api = Api(answer)
    monkeypatch.setattr(module, "chosen_deployment", lambda *_: None)
    monkeypatch.setattr(module, "signed_in", lambda *_: api)
    result = CliRunner().invoke(
        module.app, [*arguments, "--email", "staff@example.org"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return api, result.output


def test_a_notice_is_sent_as_it_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(WORDS, "utf-8")

    api, output = run(monkeypatch, announcement_commands, NOTICE, "send", str(file))

    ((method, path, body),) = api.asked
    assert (method, path, body["at"], body["zone"]) == (
        "POST",
        "/notices",
        "2026-03-01T21:00:00",
        "Asia/Dubai",
    )
    assert "planned for 2026-03-01T17:00:00Z, to everybody" in output


def test_a_notice_is_moved_or_taken_back_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    moved, _ = run(
        monkeypatch,
        announcement_commands,
        NOTICE,
        *("reschedule", "new-helpers", "--at", "2026-03-02T21:00", "--zone", "Asia/Dubai"),
    )
    gone, _ = run(monkeypatch, announcement_commands, NOTICE, "cancel", "new-helpers")

    assert moved.asked[1] == (
        "PATCH",
        "/notices/new-helpers",
        {"expected_revision": 3, "at": "2026-03-02T21:00:00", "zone": "Asia/Dubai"},
    )
    assert gone.asked[1] == ("DELETE", "/notices/new-helpers?expected_revision=3", None)


def test_a_notice_is_shown_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    _, output = run(monkeypatch, announcement_commands, NOTICE, "show-notice", "new-helpers")

    assert "en: Welcome\n      A line." in output


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(WORDS.replace("new-helpers", "New Helpers").replace("everybody", "nobody"), "utf-8")

    with pytest.raises(CommandError, match=r"(?s)words.yaml: id: .*words.yaml: topics.0: "):
        read_notice(file)


@pytest.mark.parametrize("content", [b"texts: [", b"\xff"])
def test_a_file_that_is_no_yaml_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "words.yaml"
    file.write_bytes(content)

    with pytest.raises(CommandError, match="not plain YAML"):
        read_notice(file)


def test_a_hold_is_turned_on_with_its_reason_and_shows_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hold = {
        "on": True,
        "why": "checking",
        "since": "2026-03-01T12:00:00Z",
        "held": ["session:talk@1/live.now"],
    }

    api, output = run(monkeypatch, hold_commands, hold, "on", "--why", "checking")

    assert api.asked == [("PUT", "/hold", {"on": True, "why": "checking"})]
    assert "ON since 2026-03-01T12:00:00Z: checking\n  waits: session:talk@1/live.now" in output


@pytest.mark.parametrize(
    ("since", "said"),
    [("2026-03-01T12:00:00Z", "the hold is off, since 2026-03-01"), (None, "never was a hold")],
)
def test_a_hold_is_turned_off_and_shown(
    monkeypatch: pytest.MonkeyPatch, since: str | None, said: str
) -> None:
    hold: dict[str, Any] = {"on": False, "why": None, "since": since, "held": []}

    api, _ = run(monkeypatch, hold_commands, hold, "off")
    _, output = run(monkeypatch, hold_commands, hold, "show")

    assert api.asked == [("PUT", "/hold", {"on": False})]
    assert said in output
