"""Which announcements a session calls for, decided from its present state alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.expansion import useful_until
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.announcements.notice import Notice, NoticeStatus, news_of_notice
from campaign.publications.publication import Publication
from campaign.publications.toolkit import toolkit_of
from campaign.sessions.session import Session, SessionStatus


@dataclass(frozen=True, slots=True)
class Plan:
    """`at_once` and `scheduled` are to be sent; for `missed` it is too late."""

    at_once: frozenset[AnnouncementDue] = field(default_factory=frozenset)
    scheduled: frozenset[AnnouncementDue] = field(default_factory=frozenset)
    missed: frozenset[AnnouncementDue] = field(default_factory=frozenset)


NOTHING = Plan()


def plan(session: Session, now: datetime, correlation_id: str) -> Plan:
    """The same session always calls for the same keys, so planning again sends nothing twice.

    A milestone that had passed already when the start was set is missed. One that passed since then, while
    nobody planned, is sent at once if it is still useful.
    """
    if session.status is SessionStatus.DRAFT:
        return NOTHING
    news = news_of_session(session)

    def due(milestone: Milestone, revision: int, due_at: datetime) -> AnnouncementDue:
        return AnnouncementDue(
            subject=news.subject,
            revision=revision,
            milestone=milestone,
            due_at=due_at,
            correlation_id=correlation_id,
        )

    told = _news_of(session)
    at_once = {due(told, news.revision, session.timed_at)} if told else set()
    scheduled: set[AnnouncementDue] = set()
    missed: set[AnnouncementDue] = set()
    for each in _to_come(session, due):
        if each.due_at > now:
            scheduled.add(each)
        elif _was_to_come(each, session) and _is_useful(each, news, now):
            at_once.add(each)
        else:
            missed.add(each)
    return Plan(frozenset(at_once), frozenset(scheduled), frozenset(missed))


def _to_come(
    session: Session, due: Callable[[Milestone, int, datetime], AnnouncementDue]
) -> Iterator[AnnouncementDue]:
    """What has its own time, of a session that takes place."""
    if session.status is not SessionStatus.SCHEDULED:
        return
    for milestone, policy in CLASSES.items():
        if policy.offset is not None:
            yield due(milestone, session.timing_revision, session.starts_at + policy.offset)
    if session.replay_revision is not None and session.replay_at is not None:
        # Whoever gives it early does not tell everybody before the session is over.
        due_at = max(session.replay_at, session.ends_at)
        yield due(Milestone.REPLAY_AVAILABLE, session.replay_revision, due_at)


def _was_to_come(due: AnnouncementDue, session: Session) -> bool:
    """When the start was set; a replay is never too late from the first."""
    return due.milestone is Milestone.REPLAY_AVAILABLE or due.due_at > session.timed_at


def _news_of(session: Session) -> Milestone | None:
    """What its last timing revision says; None where another date of its series speaks for this one."""
    match session.status:
        case SessionStatus.CANCELLED:
            return Milestone.SESSION_CANCELLED
        case SessionStatus.POSTPONED:
            return Milestone.SESSION_POSTPONED
    if session.previous_starts_at is not None:
        return Milestone.SESSION_MOVED
    return None if session.announced_by else Milestone.SESSION_ANNOUNCED


def _is_useful(due: AnnouncementDue, news: News, now: datetime) -> bool:
    until = useful_until(due, news)
    return until is None or now < until


def plan_notice(notice: Notice, now: datetime, correlation_id: str) -> Plan:
    """Once, at its time; one that was due while nobody planned goes at once if it is still useful."""
    if notice.status is NoticeStatus.WITHDRAWN:
        return NOTHING
    news = news_of_notice(notice)
    due = AnnouncementDue(
        subject=news.subject,
        revision=news.revision,
        milestone=Milestone.CAMPAIGN_ANNOUNCEMENT,
        due_at=notice.due_at,
        correlation_id=correlation_id,
    )
    if due.due_at > now:
        return Plan(scheduled=frozenset({due}))
    return Plan(at_once=frozenset({due})) if _is_useful(due, news, now) else Plan(missed=frozenset({due}))


def plan_toolkit(publication: Publication, now: datetime, correlation_id: str) -> Plan:
    """Its newest version, when it may be seen, and every revision that was taken back from those who could
    have seen it."""

    def due(milestone: Milestone, revision: int, due_at: datetime) -> AnnouncementDue:
        return AnnouncementDue(
            subject=publication.subject,
            revision=revision,
            milestone=milestone,
            due_at=due_at,
            correlation_id=correlation_id,
        )

    at_once = {
        due(Milestone.TOOLKIT_RECALLED, recall.revision, recall.at)
        for recall in publication.recalls
        if publication.was_seen(recall)
    }
    scheduled: set[AnnouncementDue] = set()
    missed: set[AnnouncementDue] = set()
    toolkit = toolkit_of(publication) if publication.live is not None else None
    if toolkit and toolkit.told is not None and toolkit.told_at is not None:
        update, news = due(Milestone.TOOLKIT_UPDATED, toolkit.told, toolkit.told_at), news_of_toolkit(toolkit)
        if update.due_at > now:
            scheduled.add(update)
        elif _is_useful(update, news, now):
            at_once.add(update)
        else:
            missed.add(update)
    return Plan(frozenset(at_once), frozenset(scheduled), frozenset(missed))


def schedule_name(due: AnnouncementDue) -> str:
    """`<session id>.r<revision>.<milestone>` or `notice_<id>.r<revision>.due`, and likewise of a toolkit; ids
    hold neither full stop nor underscore, so a prefix finds one subject only.

    A name stands for one time. A revision settles that of every milestone but the replay's, which a longer
    session puts off: its name holds the time as well, in hexadecimal seconds since 1970.
    """
    last = str(due.milestone)
    if due.milestone is Milestone.REPLAY_AVAILABLE:
        last = f"replay-{int(due.due_at.timestamp()):x}"
    elif due.milestone in (Milestone.CAMPAIGN_ANNOUNCEMENT, Milestone.TOOLKIT_UPDATED):
        last = "due"
    return f"{schedule_prefix(due.subject)}r{due.revision}.{last}"


def schedule_prefix(subject: str) -> str:
    return subject.removeprefix("session:").replace(":", "_") + "."
