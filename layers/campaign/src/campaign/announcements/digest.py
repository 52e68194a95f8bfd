"""The weekly digest: what is on in the coming seven days, and which toolkits are new in the last seven."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile

from campaign.announcements.classes import Milestone
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import (
    Entry,
    News,
    facts_of_session,
    facts_of_toolkit,
    page_of_toolkit,
)
from campaign.kernel.errors import NotFoundError
from campaign.publications.toolkit import Toolkit
from campaign.sessions.session import Session, SessionStatus
from campaign.sessions.storage import Sessions

SUNDAY = 7
AT = time(9, 0, tzinfo=UTC)
_A_WEEK = timedelta(days=7)
# The schedule fires on the second; whose clock is behind must not tell last week's digest.
_CLOCKS_DIFFER = timedelta(minutes=1)
MAX_SESSIONS, MAX_TOOLKITS = 30, 10


def digest_due(now: datetime) -> AnnouncementDue:
    """The latest digest that has come due, the same for whoever asks until the next one: on Sundays, 09:00
    UTC, named after the ISO week that ends with that day."""
    reached = now.astimezone(UTC) + _CLOCKS_DIFFER
    due_at = datetime.combine(reached.date() - timedelta(days=reached.isoweekday() % SUNDAY), AT)
    if due_at > reached:
        due_at -= _A_WEEK
    year, week, _ = due_at.isocalendar()
    subject = f"digest:{year}-W{week:02d}"
    return AnnouncementDue(
        subject=subject,
        revision=1,
        milestone=Milestone.DIGEST_WEEKLY,
        due_at=due_at,
        correlation_id=subject,
    )


def news_of_digest(week: str, sessions: Sessions, toolkits: Iterable[Toolkit]) -> News:
    """Of the week `2026-W48`; read from the present state, so that what was cancelled since is not in it.
    Raises NotFoundError for what is no week."""
    due_at = _due_at(week)
    until = due_at + _A_WEEK
    coming = takewhile(lambda session: session.starts_at < until, sessions.starting_from(due_at))
    taking_place = (session for session in coming if session.status is SessionStatus.SCHEDULED)
    since = due_at - _A_WEEK
    fresh = (each for each in toolkits if each.told_at and since < each.told_at <= due_at)
    entries = (
        *map(_of_session, islice(taking_place, MAX_SESSIONS)),
        *map(_of_toolkit, islice(fresh, MAX_TOOLKITS)),
    )
    return News(subject=f"digest:{week}", revision=1, topics=("digest",), facts={}, entries=entries)


def _due_at(week: str) -> datetime:
    try:
        year, number = week.split("-W")
        day = date.fromisocalendar(int(year), int(number), SUNDAY)
    except ValueError as error:
        raise NotFoundError(f"digest {week}", "this is no week", "write it as 2026-W48") from error
    return datetime.combine(day, AT)


def _of_session(session: Session) -> Entry:
    return Entry(facts=facts_of_session(session), starts_at=session.starts_at, link=session.link)


def _of_toolkit(toolkit: Toolkit) -> Entry:
    return Entry(facts=facts_of_toolkit(toolkit), page=page_of_toolkit(toolkit))
