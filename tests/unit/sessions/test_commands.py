from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.sessions.commands import change, schedule
from campaign.sessions.session import SessionStatus
from tests.unit.sessions.samples import NOW, START, change_of, command, session

LATER = NOW + timedelta(minutes=10)


def test_a_session_begins_at_revision_one_with_its_start_in_utc_and_its_zone_kept() -> None:
    scheduled = schedule(command(), NOW)

    assert (scheduled.revision, scheduled.starts_at, scheduled.zone) == (1, START, "Asia/Dubai")
    assert scheduled.starts_locally.isoformat() == "2026-03-01T21:00:00+04:00"
    assert scheduled.ends_at == START + timedelta(minutes=45)


def test_a_session_in_the_past_is_refused() -> None:
    with pytest.raises(PermanentError, match="lies in the past"):
        schedule(command(), START)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "Ramadan Talk"},
        {"id": "a" * 41},
        {"title": {"en": "only English"}},
        {"title": {"ar": "سطر\nآخر", "en": "two\nlines"}},
        {"advocate": " "},
        {"starts": "2026-03-01T21:00Z"},
        {"duration_minutes": 0},
        {"link": "http://www.tiktok.com/@invented.advocate/live"},
        {"link": "https://www.tiktok.com.example/@invented.advocate/live"},
        {"link": "https://www.tiktok.com/@invented.advocate/video/7"},
        {"colour": "green"},
    ],
)
def test_a_form_with_a_fault_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        command(**fields)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tiktok.com/@invented.advocate/live",
        "https://www.tiktok.com/live/event/7312345678901234567",
    ],
)
def test_links_to_a_live_and_to_a_live_event_are_taken(link: str) -> None:
    assert command(link=link).link == link


def test_a_new_title_raises_the_revision_and_leaves_the_timing_alone() -> None:
    changed = change(session(), change_of(session(), title={"ar": "آخر", "en": "Another"}), LATER)

    assert (changed.revision, changed.updated_at, changed.title.en) == (2, LATER, "Another")
    assert (changed.timing_revision, changed.timed_at, changed.previous_starts_at) == (1, NOW, None)


def test_a_moved_start_is_remembered_with_where_it_moved_from() -> None:
    changed = change(session(), change_of(session(), starts="2026-03-02T21:00"), LATER)

    assert (changed.starts_at, changed.previous_starts_at) == (START + timedelta(days=1), START)
    assert (changed.timing_revision, changed.timed_at) == (2, LATER)


def test_a_start_may_move_into_another_zone() -> None:
    changed = change(session(), change_of(session(), starts="2026-03-01T21:00", zone="Africa/Cairo"), LATER)

    assert (changed.zone, changed.starts_at) == ("Africa/Cairo", datetime(2026, 3, 1, 19, 0, tzinfo=UTC))


def test_the_same_moment_in_another_zone_is_no_move() -> None:
    changed = change(session(), change_of(session(), starts="2026-03-01T19:00", zone="Africa/Cairo"), LATER)

    assert (changed.zone, changed.timing_revision, changed.previous_starts_at) == ("Africa/Cairo", 1, None)


def test_cancelling_counts_as_timing() -> None:
    cancelled = change(session(), change_of(session(), status="cancelled"), LATER)

    assert (cancelled.status, cancelled.timing_revision) == (SessionStatus.CANCELLED, 2)


def test_a_cancelled_session_stays_cancelled() -> None:
    cancelled = change(session(), change_of(session(), status="cancelled"), LATER)

    with pytest.raises(ConflictError, match="it is cancelled"):
        change(cancelled, change_of(cancelled, starts="2026-03-05T21:00"), LATER)


def test_a_change_of_another_revision_than_expected_conflicts() -> None:
    changed = change(session(), change_of(session(), duration_minutes=60), LATER)

    with pytest.raises(ConflictError, match="it is at revision 2, not 1"):
        change(changed, change_of(session(), duration_minutes=90), LATER)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "changes nothing"),
        ({"starts": "2026-03-01T21:00"}, "changes nothing"),
        ({"starts": "2026-02-01T21:00"}, "lies in the past"),
        ({"zone": "Africa/Cairo"}, "a zone without a time"),
        ({"starts": "2026-04-24T00:30", "zone": "Africa/Cairo"}, "jump over this time"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(PermanentError, match=fault):
        change(session(), change_of(session(), **fields), LATER)
