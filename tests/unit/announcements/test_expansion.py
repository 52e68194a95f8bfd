from datetime import timedelta

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.news import news_of_session, news_of_toolkit
from tests.unit.announcements.samples import due, toolkit
from tests.unit.sessions.samples import START, session

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("milestone", "after_start", "verdict"),
    [
        (Milestone.SESSION_ANNOUNCED, -MINUTE, Verdict.CURRENT),
        (Milestone.SESSION_ANNOUNCED, 0 * MINUTE, Verdict.LATE),
        (Milestone.REMINDER_HOUR, -MINUTE, Verdict.CURRENT),
        (Milestone.REMINDER_HOUR, 0 * MINUTE, Verdict.LATE),
        (Milestone.LIVE_NOW, 14 * MINUTE, Verdict.CURRENT),
        (Milestone.LIVE_NOW, 15 * MINUTE, Verdict.LATE),
        (Milestone.SESSION_MOVED, 10_000 * MINUTE, Verdict.CURRENT),
        (Milestone.SESSION_CANCELLED, 10_000 * MINUTE, Verdict.CURRENT),
    ],
)
def test_each_class_is_useful_until_its_own_time(
    milestone: Milestone, after_start: timedelta, verdict: Verdict
) -> None:
    assert judge(due(milestone), news_of_session(session()), START + after_start) is verdict


@pytest.mark.parametrize("revision", [1, 3])
def test_any_other_revision_is_stale(revision: int) -> None:
    news = news_of_session(session().model_copy(update={"revision": 2, "timing_revision": 2}))

    assert judge(due(Milestone.SESSION_MOVED, revision=revision), news, START) is Verdict.STALE


def test_a_toolkit_is_news_until_its_next_revision() -> None:
    update = due(Milestone.TOOLKIT_UPDATED, subject="toolkit:listening")

    assert judge(update, news_of_toolkit(toolkit()), START + timedelta(days=400)) is Verdict.CURRENT
    assert judge(update, news_of_toolkit(toolkit(revision=2)), START) is Verdict.STALE
