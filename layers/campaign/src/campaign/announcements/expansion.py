"""Whether an announcement is still to be made when its time has come."""

from datetime import datetime
from enum import StrEnum

from campaign.announcements.classes import CLASSES, Late
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import News


class Verdict(StrEnum):
    """`stale`: a newer revision speaks for the subject. `late`: its useful-until has passed."""

    CURRENT = "current"
    STALE = "stale"
    LATE = "late"


def judge(due: AnnouncementDue, news: News, now: datetime) -> Verdict:
    """Asked when an announcement is expanded and again before each delivery: both may wait in a queue."""
    policy = CLASSES[due.milestone]
    if due.revision != news.revision:
        return Verdict.STALE
    if policy.late is Late.DROP and not policy.is_useful(news.starts_at, now):
        return Verdict.LATE
    return Verdict.CURRENT
