"""From a change to schedules and messages: after any crash, in any order, what the present calls for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from pydantic import TypeAdapter

from campaign.announcements.digest import digest_due
from campaign.announcements.hold import KeptHolds
from campaign.announcements.messages import DigestAsked, Outbox
from campaign.announcements.notice import Notice
from campaign.announcements.notice_storage import Notices
from campaign.announcements.planning import (
    Plan,
    plan,
    plan_notice,
    plan_toolkit,
    schedule_name,
    schedule_prefix,
)
from campaign.kernel.change import BusEnvelope, ChangeEvent
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count, logger
from campaign.kernel.schedules import Schedules
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.publications.storage import Publications
from campaign.publications.timer import Timer
from campaign.publications.timing import ReviewDue
from campaign.sessions.session import Session
from campaign.sessions.storage import Sessions

_AT_ONCE = 10
"""Held announcements that are sent again before they are forgotten: as many as one call of SQS takes."""

_PUBLISHED = frozenset(map(str, Kind))
R = TypeVar("R", Session, Notice, Publication)
_messages: TypeAdapter[BusEnvelope | DigestAsked | ReviewDue] = TypeAdapter(
    BusEnvelope | DigestAsked | ReviewDue
)


def _state_of(subject: Session | Notice | Publication) -> int:
    """What rises with every write."""
    return subject.version if isinstance(subject, Publication) else subject.revision


def read_planning(body: str) -> ChangeEvent | DigestAsked | ReviewDue:
    """What a message of the planning queue says. Raises ValidationError when it is malformed."""
    message = _messages.validate_json(body)
    return message.detail if isinstance(message, BusEnvelope) else message


@dataclass(frozen=True, slots=True)
class Planner:
    sessions: Sessions
    notices: Notices
    publications: Publications
    holds: KeptHolds
    schedules: Schedules
    announcements: Outbox
    clock: Clock
    timer: Timer

    def follow(self, message: ChangeEvent | DigestAsked | ReviewDue) -> None:
        """Plan what the message's subject calls for; idempotent. PermanentError for an unknown subject."""
        if isinstance(message, DigestAsked):
            self._send(digest_due(self.clock()).model_dump_json())
            return
        if isinstance(message, ReviewDue):
            self.timer.open(message)
            return
        kind, _, name = message.subject.partition(":")
        match kind:
            case "session":
                self._plan(message, lambda: self.sessions.get(name), plan)
            case "notice":
                self._plan(message, lambda: self.notices.get(name), plan_notice)
            case _ if kind in _PUBLISHED:
                if kind == Kind.TOOLKIT:  # nobody is told of any other
                    self._plan(message, lambda: self.publications.get(Kind.TOOLKIT, name), plan_toolkit)
                self.timer.follow(Kind(kind), name, message.correlation_id)
            case "hold":
                self._release()
            case _:
                raise PermanentError(
                    message.subject, "nothing of this kind is announced", "check the rule of the queue"
                )

    def _plan(
        self, change: ChangeEvent, read: Callable[[], R], decide: Callable[[R, datetime, str], Plan]
    ) -> None:
        present = read()
        while True:
            planned = decide(present, self.clock(), change.correlation_id)
            self._carry_out(planned, schedule_prefix(change.subject))
            latest = read()
            if _state_of(latest) == _state_of(present):
                break
            present = latest  # it changed meanwhile: what was set and deleted just now may be wrong
        # counted by the change that called for them, not by every later one
        count("AnnouncementsDropped", sum(due.revision == change.revision for due in planned.missed))
        logger.info(
            "milestones planned",
            change=change.id,
            scheduled=len(planned.scheduled),
            at_once=len(planned.at_once),
            correlation_id=change.correlation_id,
        )
        for due in planned.missed:
            logger.info("milestone had passed", announcement=due.key, correlation_id=change.correlation_id)

    def _carry_out(self, planned: Plan, prefix: str) -> None:
        names = {schedule_name(due): due for due in planned.scheduled}
        created = [
            self.schedules.ensure(name, due.due_at, due.model_dump_json()) for name, due in names.items()
        ]
        self._send(*(due.model_dump_json() for due in planned.at_once))
        self.schedules.keep_only(prefix, names.keys())
        count("AnnouncementsPlanned", sum(created))

    def _send(self, *bodies: str) -> None:
        self.announcements.send_all(bodies)
        count("AnnouncementsPlanned", len(bodies))

    def _release(self) -> None:
        """Send again what a hold stopped; whoever expands it judges what is still of use.

        Each is forgotten only after it was sent, and only as it was read: one that another hold stopped
        meanwhile stays for that hold's end.
        """
        if self.holds.current().on:
            logger.info("the hold is on: nothing is released")
            return
        held = iter(self.holds.held())
        released = 0
        while some := list(islice(held, _AT_ONCE)):
            self.announcements.send_all(due.model_dump_json() for due, _ in some)
            for due, version in some:
                self.holds.forget(due, version)
            released += len(some)
        count("AnnouncementsReleased", released)
        logger.info("announcements released", released=released)
