"""Which announcements a session calls for, decided from its present state alone."""

from dataclasses import dataclass
from datetime import datetime

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.messages import AnnouncementDue
from campaign.sessions.session import Session, SessionStatus


@dataclass(frozen=True, slots=True)
class Plan:
    """`at_once` and `scheduled` are to be sent; for `missed` it is too late."""

    at_once: frozenset[AnnouncementDue]
    scheduled: frozenset[AnnouncementDue]
    missed: frozenset[AnnouncementDue]


def plan(session: Session, now: datetime, correlation_id: str) -> Plan:
    """The same session always calls for the same keys, so planning again sends nothing twice.

    A milestone that had passed already when the start was set is missed. One that passed since then, while
    nobody planned, is sent at once if it is still useful.
    """

    def due(milestone: Milestone, due_at: datetime) -> AnnouncementDue:
        return AnnouncementDue(
            subject=f"session:{session.id}",
            revision=session.timing_revision,
            milestone=milestone,
            due_at=due_at,
            correlation_id=correlation_id,
        )

    at_once = {due(_news_of(session), session.timed_at)}
    scheduled: set[AnnouncementDue] = set()
    missed: set[AnnouncementDue] = set()
    if session.status is SessionStatus.SCHEDULED:
        for milestone, policy in CLASSES.items():
            if policy.offset is None:
                continue
            due_at = session.starts_at + policy.offset
            if due_at > now:
                scheduled.add(due(milestone, due_at))
            elif due_at > session.timed_at and policy.is_useful(session.starts_at, now):
                at_once.add(due(milestone, due_at))
            else:
                missed.add(due(milestone, due_at))
    return Plan(frozenset(at_once), frozenset(scheduled), frozenset(missed))


def _news_of(session: Session) -> Milestone:
    if session.status is SessionStatus.CANCELLED:
        return Milestone.SESSION_CANCELLED
    return Milestone.SESSION_ANNOUNCED if session.previous_starts_at is None else Milestone.SESSION_MOVED


def toolkit_update(toolkit: str, revision: int, due_at: datetime, correlation_id: str) -> AnnouncementDue:
    """Every published revision of a toolkit is told at once."""
    return AnnouncementDue(
        subject=toolkit,
        revision=revision,
        milestone=Milestone.TOOLKIT_UPDATED,
        due_at=due_at,
        correlation_id=correlation_id,
    )


def schedule_name(due: AnnouncementDue) -> str:
    """`<session id>.r<revision>.<milestone>`; ids hold no full stop, so a prefix finds one session only."""
    return f"{schedule_prefix(due.subject)}r{due.revision}.{due.milestone}"


def schedule_prefix(subject: str) -> str:
    return subject.removeprefix("session:") + "."
