from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.sessions.commands import change
from campaign.sessions.session import Phase, Session, SessionStatus
from tests.unit.sessions.samples import NOW, START, change_of, command, session

LATER = NOW + timedelta(minutes=10)
REPLAY = "https://www.tiktok.com/@invented.advocate/video/7312345678901234567"


def changed(before: Session, **fields: Any) -> Session:
    return change(before, change_of(before, **fields), LATER)


def test_everything_that_staff_say_of_a_session_is_kept() -> None:
    said: dict[str, Any] = {
        "description": {"ar": "سطر\nوآخر", "en": "Two\nlines"},
        "host": "@invented.host",
        "capacity_note": {"ar": "خمسون مكانًا", "en": "Fifty places"},
        "content_warning": {"ar": "حديث عن الفقد", "en": "Speaks of loss"},
        "sign_language": True,
        "captions": True,
        "source": "programme-2026",
    }

    assert session(**said).model_dump(include=set(said)) == said


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.tiktok.com/@invented.advocate/live", "@invented.advocate"),
        ("https://www.tiktok.com/live/event/7312345678901234567", None),
    ],
)
def test_the_host_is_the_link_s_account_unless_another_is_named(link: str, host: str | None) -> None:
    assert session(link=link).host == host
    assert session(link=link, host="@another").host == "@another"


def test_a_host_that_came_with_the_link_goes_with_it() -> None:
    moved = changed(session(), link="https://www.tiktok.com/@guest/live")
    kept = changed(session(host="@another"), link="https://www.tiktok.com/@guest/live")

    assert (moved.host, kept.host) == ("@guest", "@another")


def test_null_empties_what_may_be_empty() -> None:
    said = session(content_warning={"ar": "ا", "en": "a"}, captions=True)

    emptied = changed(said, content_warning=None)

    assert (emptied.content_warning, emptied.captions, emptied.title) == (None, True, said.title)


def test_a_draft_is_published_with_the_timing_revision_that_is_announced() -> None:
    draft = changed(session(status="draft"), starts="2026-03-02T21:00")

    published = changed(draft, status="scheduled")

    assert (draft.is_public, draft.previous_starts_at) == (False, None)
    assert (published.is_public, published.previous_starts_at, published.timing_revision) == (True, None, 3)


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_of_a_draft_nobody_was_told_so_it_is_neither_postponed_nor_cancelled(status: str) -> None:
    with pytest.raises(ConflictError, match="it is a draft"):
        changed(session(status="draft"), status=status)


def test_a_draft_whose_start_has_passed_is_not_published() -> None:
    draft = session(status="draft")

    with pytest.raises(PermanentError, match="lies in the past"):
        change(draft, change_of(draft, status="scheduled"), START)


def test_nothing_becomes_a_draft_again() -> None:
    with pytest.raises(ValidationError):
        change_of(session(), status="draft")


@pytest.mark.parametrize("starts", ["2026-03-05T21:00", "2026-03-01T21:00"])
def test_a_postponed_session_gets_a_new_date_even_its_old_one(starts: str) -> None:
    postponed = changed(session(), status="postponed")

    dated = changed(postponed, starts=starts)

    assert (postponed.status, postponed.starts_at, postponed.timing_revision) == ("postponed", START, 2)
    assert (dated.status, dated.previous_starts_at, dated.timing_revision) == ("scheduled", START, 3)


def test_a_postponed_session_may_be_cancelled_and_is_not_scheduled_without_a_date() -> None:
    postponed = changed(session(), status="postponed")

    assert changed(postponed, status="cancelled").status is SessionStatus.CANCELLED
    with pytest.raises(PermanentError, match="has no date"):
        changed(postponed, status="scheduled")


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_a_start_and_no_start_at_once_are_refused(status: str) -> None:
    with pytest.raises(ValidationError, match="has no start"):
        change_of(session(), status=status, starts="2026-03-05T21:00")


def test_a_replay_is_given_once_it_started_and_a_corrected_link_is_no_news() -> None:
    with pytest.raises(ConflictError, match="has not started"):
        changed(session(), replay_link=REPLAY)

    given = change(session(), change_of(session(), replay_link=REPLAY), START)
    corrected = change(given, change_of(given, replay_link=REPLAY + "1"), START + timedelta(hours=2))
    removed = change(given, change_of(given, replay_link=None), START + timedelta(hours=2))

    assert (given.replay_revision, given.replay_at, given.timing_revision) == (2, START, 1)
    assert (corrected.revision, corrected.replay_revision, corrected.replay_at) == (3, 2, START)
    assert (removed.replay_link, removed.replay_revision) == (None, 2)


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"starts": "2026-03-05T21:00"}])
def test_what_has_a_replay_took_place_and_is_neither_moved_nor_cancelled(fields: dict[str, str]) -> None:
    given = change(session(), change_of(session(), replay_link=REPLAY), START)

    with pytest.raises(ConflictError, match="has a replay"):
        changed(given, **fields)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tiktok.com/@invented.advocate/live",
        "https://www.tiktok.com.example/@invented.advocate/video/7",
        "http://www.tiktok.com/@invented.advocate/video/7",
        "https://vm.tiktok.com/ZM8abcdef",
    ],
)
def test_a_replay_is_a_link_to_a_video_on_tiktok(link: str) -> None:
    with pytest.raises(ValidationError, match="not a link to a TikTok video"):
        change_of(session(), replay_link=link)


@pytest.mark.parametrize(
    ("minutes", "phase", "with_replay"),
    [
        (-1, Phase.SCHEDULED, Phase.SCHEDULED),
        (0, Phase.LIVE, Phase.LIVE),
        (44, Phase.LIVE, Phase.LIVE),
        (45, Phase.ENDED, Phase.REPLAY),
    ],
)
def test_the_clock_tells_the_phase_of_a_scheduled_session(
    minutes: int, phase: Phase, with_replay: Phase
) -> None:
    now = START + timedelta(minutes=minutes)

    assert session().phase(now) is phase
    assert session().model_copy(update={"replay_link": REPLAY}).phase(now) is with_replay


@pytest.mark.parametrize("status", ["draft", "postponed", "cancelled"])
def test_the_clock_says_nothing_of_a_session_that_is_not_scheduled(status: str) -> None:
    stored = session().model_copy(update={"status": SessionStatus(status)})

    assert {stored.phase(START + timedelta(hours=hours)) for hours in (-1, 0, 1)} == {Phase(status)}


def test_an_item_stored_before_these_fields_is_read() -> None:
    old = session().model_dump(mode="json", exclude_defaults=True, exclude={"host"})

    assert Session.model_validate(old).host is None


def test_a_source_is_a_plain_name() -> None:
    with pytest.raises(ValidationError):
        command(source="a/../b")
