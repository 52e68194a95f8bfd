"""`campaign sessions …` as it is typed; only the sign-in is left out."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from campaign.aws.table import Table
from campaign.sessions.session import SessionStatus
from campaign_cli import session_commands
from campaign_cli.errors import CommandError
from tests.unit.cli.session_stage import SessionStage
from tests.unit.cli.test_calendar_import import EVENT
from tests.unit.cli.test_calendar_import import written as calendar
from tests.unit.cli.test_session_import import CIRCLE, TALK, written
from tests.unit.conftest import FixedClock

ME = ("--email", "staff@example.org")


@pytest.fixture
def stage(table: Table, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> SessionStage:
    stage = SessionStage(table, clock)
    monkeypatch.setattr(session_commands, "chosen_deployment", lambda *_: None)
    monkeypatch.setattr(session_commands, "signed_in", lambda *_: stage)
    monkeypatch.setattr(session_commands, "utc_now", clock)
    return stage


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    file = tmp_path / "Spring 2026.csv"
    file.write_bytes(written(TALK, CIRCLE))
    return file


def typed(*words: str) -> str:
    """What is printed; a CommandError comes through."""
    result = CliRunner().invoke(session_commands.app, [*words, *ME])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_an_import_shows_what_it_would_do_and_does_it_when_told_to(
    stage: SessionStage, programme: Path
) -> None:
    shown = typed("import", str(programme))
    before = dict(stage.present())
    done = typed("import", str(programme), "--apply")

    assert "added      talk" in shown
    assert "Nothing was done" in shown
    assert before == {}
    assert "added      circle" in done
    assert {session.source for session in stage.present().values()} == {"spring-2026"}
    assert "unchanged  3" in typed("import", str(programme))


def test_an_icalendar_file_is_known_by_its_name(stage: SessionStage, tmp_path: Path) -> None:
    file = tmp_path / "programme.ics"
    file.write_bytes(calendar({**EVENT}))

    assert "added      talk" in typed("import", str(file))


def test_a_refusal_of_the_api_is_told_and_fails_the_command(
    stage: SessionStage, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.api.call("POST", "/sessions", {**_form(), "id": "circle-20260310"})

    with pytest.raises(CommandError, match="refused, and all else is done:\ncircle: "):
        typed("import", str(programme), "--apply")

    assert "talk" in stage.present()


def _form() -> dict[str, object]:
    fields = {name: TALK[name] for name in ("advocate", "starts", "zone", "link")}
    return {**fields, "title": {"ar": "ا", "en": "a"}, "duration_minutes": 45}


def test_one_is_listed_shown_postponed_and_cancelled(stage: SessionStage, programme: Path) -> None:
    typed("import", str(programme), "--apply")

    assert "talk  scheduled  2026-03-10 21:00 Asia/Dubai  Talking about worry" in typed("list")
    assert '"advocate": "Invented Advocate"' in typed("show", "talk")
    assert "talk  postponed  no date" in typed("postpone", "talk")
    assert "talk  cancelled" in typed("cancel", "talk")
    assert typed("cancel", "--series", "circle").split() == ["circle-20260310", "circle-20260324"]
    assert "No date was left" in typed("cancel", "--series", "circle")


def test_a_draft_is_published_and_a_replay_given(stage: SessionStage, clock: FixedClock) -> None:
    stage.api.call("POST", "/sessions", {**_form(), "id": "talk", "status": "draft"})

    typed("publish", "talk")
    clock.advance(days=10)
    typed("replay", "talk", "https://www.tiktok.com/@invented.advocate/video/7")

    talk = stage.present()["talk"]
    assert (talk.status, talk.replay_revision) == (SessionStatus.SCHEDULED, 3)
    with pytest.raises(CommandError, match="not a link to a TikTok video"):
        typed("replay", "talk", "https://example.org/video/7")


def test_a_file_that_is_not_there_or_whose_name_makes_no_source_is_refused(
    stage: SessionStage, tmp_path: Path
) -> None:
    nameless = tmp_path / "برنامج.csv"
    nameless.write_bytes(written(TALK))

    with pytest.raises(CommandError, match="cannot be read"):
        typed("import", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError, match="say --source"):
        typed("import", str(nameless))
    assert "added      talk" in typed("import", str(nameless), "--source", "spring")
