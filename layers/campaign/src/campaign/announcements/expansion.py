"""Until when an announcement is of use, and whether it is still to be made when its time has come."""

from datetime import datetime
from enum import StrEnum

from campaign.announcements.classes import CLASSES, Late
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import News


class Verdict(StrEnum):
    """`stale`: a newer revision speaks for the subject, or it says nothing. `late`: its useful-until has
    passed."""

    CURRENT = "current"
    STALE = "stale"
    LATE = "late"


def useful_until(due: AnnouncementDue, news: News) -> datetime | None:
    """UTC; None: until a newer revision replaces it.

    News that changes plans is of use until the first start that anybody may count on: of a moved session the
    earlier of both, of one that had been postponed the new one alone.
    """
    if news.useful_until is not None:
        return news.useful_until
    policy = CLASSES[due.milestone]
    if policy.until_start:
        return min(news.known_starts, default=None)
    if policy.useful_for is None:
        return None
    if policy.offset is None:
        return due.due_at + policy.useful_for
    return news.starts_at + policy.useful_for if news.starts_at else None


def judge(due: AnnouncementDue, news: News, now: datetime) -> Verdict:
    """Asked when an announcement is expanded and again before each page of deliveries: both may wait."""
    if due.revision != news.revision_for(due.milestone) or not news.says_something:
        return Verdict.STALE
    until = useful_until(due, news)
    if until is not None and now >= until and CLASSES[due.milestone].late is Late.DROP:
        return Verdict.LATE
    return Verdict.CURRENT
