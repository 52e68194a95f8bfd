from datetime import datetime, timedelta
from typing import Any

import pytest

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.expansion import Verdict, judge, useful_until
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.sessions.session import Session, SessionStatus
from tests.unit.announcements.samples import due, taken_back, toolkit
from tests.unit.sessions.samples import NOW, START, session

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def news(**changes: Any) -> News:
    return news_of_session(revised(**changes))


def revised(**changes: Any) -> Session:
    return session().model_copy(update=changes)


@pytest.mark.parametrize(
    ("milestone", "after_start", "verdict"),
    [
        (Milestone.SESSION_ANNOUNCED, -MINUTE, Verdict.CURRENT),
        (Milestone.SESSION_ANNOUNCED, 0 * MINUTE, Verdict.LATE),
        (Milestone.REMINDER_DAY, -HOUR - MINUTE, Verdict.CURRENT),
        (Milestone.REMINDER_DAY, -HOUR, Verdict.LATE),
        (Milestone.REMINDER_HOUR, -MINUTE, Verdict.CURRENT),
        (Milestone.REMINDER_HOUR, 0 * MINUTE, Verdict.LATE),
        (Milestone.LIVE_NOW, 14 * MINUTE, Verdict.CURRENT),
        (Milestone.LIVE_NOW, 15 * MINUTE, Verdict.LATE),
        (Milestone.SESSION_MOVED, 10_000 * MINUTE, Verdict.CURRENT),
        (Milestone.SESSION_POSTPONED, 10_000 * MINUTE, Verdict.CURRENT),
        (Milestone.SESSION_CANCELLED, 10_000 * MINUTE, Verdict.CURRENT),
    ],
)
def test_each_class_is_useful_until_its_own_time(
    milestone: Milestone, after_start: timedelta, verdict: Verdict
) -> None:
    assert judge(due(milestone), news(), START + after_start) is verdict


@pytest.mark.parametrize("revision", [1, 3])
def test_any_other_revision_is_stale(revision: int) -> None:
    moved = news(revision=2, timing_revision=2)

    assert judge(due(Milestone.SESSION_MOVED, revision=revision), moved, START) is Verdict.STALE


@pytest.mark.parametrize(
    ("milestone", "changes", "until"),
    [
        (Milestone.SESSION_MOVED, {"previous_starts_at": START - DAY}, START - DAY),
        (Milestone.SESSION_MOVED, {"previous_starts_at": START + DAY}, START),
        (Milestone.SESSION_CANCELLED, {"status": SessionStatus.CANCELLED}, START),
        (Milestone.SESSION_POSTPONED, {"status": SessionStatus.POSTPONED}, START),
    ],
)
def test_a_change_of_plans_is_useful_until_the_first_start_that_anybody_counts_on(
    milestone: Milestone, changes: dict[str, Any], until: datetime
) -> None:
    assert useful_until(due(milestone), news(**changes)) == until


def test_after_it_had_no_date_nobody_counts_on_the_start_before() -> None:
    again = {"previous_starts_at": START - DAY, "was_postponed": True}
    cancelled = {"status": SessionStatus.CANCELLED, "was_postponed": True}

    assert useful_until(due(Milestone.SESSION_MOVED), news(**again)) == START
    assert useful_until(due(Milestone.SESSION_CANCELLED), news(**cancelled)) is None


def test_a_replay_is_judged_by_its_own_revision_and_useful_for_a_week() -> None:
    replayed = news(revision=4, timing_revision=2, replay_revision=4, replay_at=START)
    replay = due(Milestone.REPLAY_AVAILABLE, revision=4, at=START)

    assert judge(replay, replayed, START + 7 * DAY - MINUTE) is Verdict.CURRENT
    assert judge(replay, replayed, START + 7 * DAY) is Verdict.LATE
    assert judge(due(Milestone.REPLAY_AVAILABLE, revision=2), replayed, START) is Verdict.STALE


def test_no_replay_is_told_of_a_session_that_was_cancelled_after_all() -> None:
    gone = news(replay_revision=1, replay_at=START, status=SessionStatus.CANCELLED)

    assert judge(due(Milestone.REPLAY_AVAILABLE), gone, START) is Verdict.STALE


def test_a_toolkit_is_news_for_a_week_or_until_its_next_revision() -> None:
    update = due(Milestone.TOOLKIT_UPDATED, subject="toolkit:listening")

    assert judge(update, news_of_toolkit(toolkit()), NOW + 6 * DAY) is Verdict.CURRENT
    assert judge(update, news_of_toolkit(toolkit()), NOW + 7 * DAY) is Verdict.LATE
    assert judge(update, news_of_toolkit(toolkit(revision=2)), NOW) is Verdict.STALE


def test_what_recalls_a_toolkit_is_never_late() -> None:
    recalled = due(Milestone.TOOLKIT_RECALLED, subject="toolkit:listening")

    assert useful_until(recalled, taken_back(toolkit())) is None
    assert judge(recalled, taken_back(toolkit()), NOW + 400 * DAY) is Verdict.CURRENT


def test_what_is_taken_back_is_news_no_longer() -> None:
    update = due(Milestone.TOOLKIT_UPDATED, subject="toolkit:listening")

    assert judge(update, taken_back(toolkit()), NOW) is Verdict.STALE


@pytest.mark.parametrize("milestone", CLASSES)
def test_every_class_can_be_judged(milestone: Milestone) -> None:
    of_toolkit = {
        Milestone.TOOLKIT_UPDATED: news_of_toolkit(toolkit()),
        Milestone.TOOLKIT_RECALLED: taken_back(toolkit()),
    }

    assert judge(due(milestone), of_toolkit.get(milestone, news(replay_revision=1)), NOW) is Verdict.CURRENT
