"""From a change to schedules and messages: after any crash, in any order, what the present calls for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from campaign.announcements.messages import Outbox
from campaign.announcements.planning import Plan, plan, schedule_name, schedule_prefix, toolkit_news
from campaign.kernel.change import ChangeEvent
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count, logger
from campaign.sessions.storage import Sessions


class Schedules(Protocol):
    """Messages that send themselves at a time."""

    def ensure(self, name: str, at: datetime, message: str) -> bool:
        """Answers whether the schedule is new."""

    def keep_only(self, prefix: str, names: Collection[str]) -> None:
        """Delete every schedule whose name starts with `prefix`, except `names`."""


@dataclass(frozen=True, slots=True)
class Planner:
    sessions: Sessions
    schedules: Schedules
    announcements: Outbox
    clock: Clock

    def follow(self, change: ChangeEvent) -> None:
        """Plan what the change's subject calls for; idempotent. PermanentError for an unknown subject."""
        kind, _, name = change.subject.partition(":")
        if kind == "session":
            self._plan_session(name, change)
        elif kind == "toolkit":
            due = toolkit_news(
                change.type, change.subject, change.revision, change.occurred_at, change.correlation_id
            )
            if due:
                self.announcements.send_all([due.model_dump_json()])
                count("AnnouncementsPlanned")
        else:
            raise PermanentError(
                change.subject, "nothing of this kind is announced", "check the rule of the queue"
            )

    def _plan_session(self, session_id: str, change: ChangeEvent) -> None:
        session = self.sessions.get(session_id)
        while True:
            planned = plan(session, self.clock(), change.correlation_id)
            self._carry_out(planned, schedule_prefix(change.subject))
            latest = self.sessions.get(session_id)
            if latest.revision == session.revision:
                break
            session = latest  # it changed meanwhile: what was set and deleted just now may be wrong
        if change.revision == session.timing_revision:
            count("AnnouncementsDropped", len(planned.missed))
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
        self.announcements.send_all(due.model_dump_json() for due in planned.at_once)
        self.schedules.keep_only(prefix, names.keys())
        count("AnnouncementsPlanned", sum(created) + len(planned.at_once))
