from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.planning import Plan, plan, schedule_name, schedule_prefix
from campaign.sessions.commands import change
from campaign.sessions.session import Session, SessionStatus
from tests.unit.announcements.samples import due
from tests.unit.sessions.samples import NOW, START, change_of, session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def planned(a_session: Session, after: timedelta = timedelta(0)) -> Plan:
    return plan(a_session, NOW + after, "c-1")


def revised(**changes: Any) -> Session:
    return session().model_copy(update=changes)


def milestones(dues: frozenset[object]) -> set[str]:
    return {f"{a_due.milestone}@{a_due.revision}" for a_due in dues}  # type: ignore[attr-defined]


def moved(starts: str = "2026-03-02T21:00") -> Session:
    return change(session(), change_of(session(), starts=starts), NOW)


def test_a_new_session_is_announced_at_once_with_a_reminder_and_a_live_now_to_come() -> None:
    found = planned(session())

    assert found.at_once == {due(Milestone.SESSION_ANNOUNCED, at=NOW)}
    assert found.scheduled == {
        due(Milestone.REMINDER_HOUR, at=START - HOUR),
        due(Milestone.LIVE_NOW, at=START),
    }
    assert milestones(found.missed) == {"reminder.day@1"}  # it is in five hours


def test_a_session_in_two_days_is_reminded_of_a_day_before() -> None:
    found = planned(session(starts="2026-03-03T21:00"))

    assert due(Milestone.REMINDER_DAY, at=START + DAY) in found.scheduled
    assert not found.missed


def test_a_draft_calls_for_nothing() -> None:
    assert planned(revised(status=SessionStatus.DRAFT)) == Plan()


def test_another_date_of_its_series_may_speak_for_it_but_no_other_news() -> None:
    silent = planned(revised(announced_by="ramadan-talk-20260301"))

    assert not silent.at_once
    assert milestones(silent.scheduled) == {"reminder.hour@1", "live.now@1"}
    assert milestones(planned(moved().model_copy(update={"announced_by": "x"})).at_once) == {
        "session.moved@2"
    }


def test_a_postponed_session_is_told_at_once_and_has_no_times() -> None:
    found = planned(revised(status=SessionStatus.POSTPONED, timing_revision=2))

    assert milestones(found.at_once) == {"session.postponed@2"}
    assert not found.scheduled
    assert not found.missed


def test_a_replay_is_told_once_by_its_own_revision() -> None:
    ended = START + HOUR
    with_replay = revised(revision=5, replay_revision=4, replay_at=ended, replay_link="https://a.example")
    found = planned(with_replay, ended - NOW)

    assert "replay.available@4" in milestones(found.at_once)
    assert "replay.available@4" in milestones(planned(with_replay, timedelta(days=30)).missed)
    assert milestones(planned(revised(status=SessionStatus.CANCELLED, replay_revision=4)).at_once) == {
        "session.cancelled@1"
    }


def test_a_replay_that_is_given_early_waits_for_the_end() -> None:
    early = revised(replay_revision=2, replay_at=START, replay_link="https://a.example")
    longer = early.model_copy(update={"duration_minutes": 90})
    (replay,) = (one for one in planned(early).scheduled if one.milestone is Milestone.REPLAY_AVAILABLE)
    (later,) = (one for one in planned(longer).scheduled if one.milestone is Milestone.REPLAY_AVAILABLE)

    assert replay.due_at == START + timedelta(minutes=45)
    assert replay.key == later.key
    assert schedule_name(replay) != schedule_name(later)


def test_a_moved_session_gets_new_milestones_and_news_of_the_move() -> None:
    found = planned(moved())

    assert milestones(found.at_once) == {"session.moved@2"}
    assert milestones(found.scheduled) == {"reminder.day@2", "reminder.hour@2", "live.now@2"}


def test_a_new_title_calls_for_exactly_what_was_called_for_before() -> None:
    renamed = change(session(), change_of(session(), title={"ar": "آخر", "en": "Another"}), NOW)

    assert planned(renamed) == planned(session())


def test_a_move_is_not_forgotten_by_a_later_change_of_the_title() -> None:
    renamed = change(moved(), change_of(moved(), title={"ar": "آخر", "en": "Another"}), NOW)

    assert planned(renamed) == planned(moved())


def test_a_cancelled_session_has_no_milestones_left() -> None:
    cancelled = change(session(), change_of(session(), status="cancelled"), NOW)

    assert milestones(planned(cancelled).at_once) == {"session.cancelled@2"}
    assert not planned(cancelled).scheduled


def test_a_reminder_that_was_too_late_from_the_first_is_missed() -> None:
    soon = session(starts="2026-03-01T16:20")

    assert milestones(planned(soon).missed) == {"reminder.day@1", "reminder.hour@1"}
    assert milestones(planned(soon).scheduled) == {"live.now@1"}


def test_a_milestone_that_passed_while_nobody_planned_is_sent_at_once_while_it_is_useful() -> None:
    found = planned(session(), START - NOW + timedelta(minutes=5))

    assert milestones(found.at_once) == {"session.announced@1", "live.now@1"}
    assert milestones(found.missed) == {"reminder.day@1", "reminder.hour@1"}


@given(minutes=st.integers(0, 600), lead=st.integers(1, 600))
def test_every_milestone_is_planned_for_once_whatever_the_time(minutes: int, lead: int) -> None:
    starts_at = NOW + timedelta(minutes=lead)
    found = plan(
        session().model_copy(update={"starts_at": starts_at}), NOW + timedelta(minutes=minutes), "c-1"
    )

    everything = [*found.at_once, *found.scheduled, *found.missed]
    assert sorted(a_due.milestone for a_due in everything) == [
        "live.now",
        "reminder.day",
        "reminder.hour",
        "session.announced",
    ]
    assert all(a_due.due_at > NOW + timedelta(minutes=minutes) for a_due in found.scheduled)


@pytest.mark.parametrize(
    "milestone", [each for each in CLASSES if CLASSES[each].offset is not None or "replay" in each]
)
def test_the_longest_schedule_name_is_one_that_aws_takes(milestone: Milestone) -> None:
    longest = due(milestone, revision=999_999, subject=f"session:{'a' * 40}")

    assert len(schedule_name(longest)) <= 64
    assert schedule_name(longest).startswith(schedule_prefix(longest.subject))


def test_a_schedule_is_named_after_session_revision_and_milestone() -> None:
    assert schedule_name(due(Milestone.LIVE_NOW, revision=2)) == "ramadan-talk.r2.live.now"
