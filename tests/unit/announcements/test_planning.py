from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.announcements.classes import Milestone
from campaign.announcements.planning import Plan, plan, schedule_name, schedule_prefix
from campaign.sessions.commands import change
from campaign.sessions.session import Session
from tests.unit.announcements.samples import due
from tests.unit.sessions.samples import NOW, START, change_of, session

HOUR = timedelta(hours=1)


def planned(a_session: Session, after: timedelta = timedelta(0)) -> Plan:
    return plan(a_session, NOW + after, "c-1")


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
    assert not found.missed


def test_a_moved_session_gets_new_milestones_and_news_of_the_move() -> None:
    found = planned(moved())

    assert milestones(found.at_once) == {"session.moved@2"}
    assert milestones(found.scheduled) == {"reminder.hour@2", "live.now@2"}


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

    assert milestones(planned(soon).missed) == {"reminder.hour@1"}
    assert milestones(planned(soon).scheduled) == {"live.now@1"}


def test_a_milestone_that_passed_while_nobody_planned_is_sent_at_once_while_it_is_useful() -> None:
    found = planned(session(), START - NOW + timedelta(minutes=5))

    assert milestones(found.at_once) == {"session.announced@1", "live.now@1"}
    assert milestones(found.missed) == {"reminder.hour@1"}


@given(minutes=st.integers(0, 600), lead=st.integers(1, 600))
def test_every_milestone_is_planned_for_once_whatever_the_time(minutes: int, lead: int) -> None:
    starts_at = NOW + timedelta(minutes=lead)
    found = plan(
        session().model_copy(update={"starts_at": starts_at}), NOW + timedelta(minutes=minutes), "c-1"
    )

    everything = [*found.at_once, *found.scheduled, *found.missed]
    assert sorted(a_due.milestone for a_due in everything) == [
        "live.now",
        "reminder.hour",
        "session.announced",
    ]
    assert all(a_due.due_at > NOW + timedelta(minutes=minutes) for a_due in found.scheduled)


@pytest.mark.parametrize("milestone", [Milestone.REMINDER_HOUR, Milestone.LIVE_NOW])
def test_the_longest_schedule_name_is_one_that_aws_takes(milestone: Milestone) -> None:
    longest = due(milestone, revision=999_999, subject=f"session:{'a' * 40}")

    assert len(schedule_name(longest)) <= 64
    assert schedule_name(longest).startswith(schedule_prefix(longest.subject))


def test_a_schedule_is_named_after_session_revision_and_milestone() -> None:
    assert schedule_name(due(Milestone.LIVE_NOW, revision=2)) == "ramadan-talk.r2.live.now"
