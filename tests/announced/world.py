"""The real handlers on moto, and around them what AWS does: a clock, queues, and schedules that fire.

Time stands while anything is in a queue, and then moves to what happens next. At one moment changes come
first, then milestones by session and name, then what quiet hours held: as in the model.
"""

import heapq
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any, NamedTuple

from moto.scheduler.models import Schedule, scheduler_backends
from moto.sqs.models import sqs_backends

from tests.unit.conftest import FakeLambdaContext, FixedClock

_BACKEND = ("123456789012", "eu-west-1")
_BATCH = 10
_VISIBLE_AGAIN = timedelta(minutes=6)


class Killed(BaseException):
    """A function's process ended in the middle of its work."""


class _Due(NamedTuple):
    """Ordered as things happen at one moment. `schedule`: the one that fires; None for a delayed message."""

    at: datetime
    rank: int
    subject: str
    milestone: str
    place: int
    queue: str
    body: str
    schedule: str | None


class _Schedules(dict[str, Schedule]):
    """moto's schedules of a group; each new one is noted."""

    def __init__(self, note: Callable[[Schedule], None]) -> None:
        super().__init__()
        self.note = note

    def __setitem__(self, name: str, schedule: Schedule) -> None:
        super().__setitem__(name, schedule)
        self.note(schedule)


class World:
    """`handlers`: the function that each queue wakes, by the queue's name in the template. `group`: that of
    the schedules, which is to be empty yet.

    `patience`: how often messages may come back in all · `mortal`: what each run of a function is in.
    """

    def __init__(
        self, clock: FixedClock, queue_urls: dict[str, str], handlers: dict[str, ModuleType], group: str
    ) -> None:
        self.clock = clock
        self.handlers = handlers
        self.names = {name: queue_urls[name].rpartition("/")[2] for name in handlers}
        self.to_come: list[_Due] = []
        self.noted = self.fired = self.came_back = 0
        self.patience = 0
        self.mortal: AbstractContextManager[None] = nullcontext()
        found = scheduler_backends[_BACKEND[0]][_BACKEND[1]].schedule_groups[group]
        found.schedules = self.schedules = _Schedules(self._note_schedule)

    def pass_time_until(self, moment: datetime) -> None:
        """Everything that is due before `moment`; then it is that moment."""
        while self.to_come and self.to_come[0].at < moment:
            due = heapq.heappop(self.to_come)
            if due.schedule is not None and self.schedules.pop(due.schedule, None) is None:
                continue  # it was deleted
            self.clock.now = max(self.clock.now, due.at)
            self.fired += 1
            self.hand_to(due.queue, due.body)
        self.clock.now = max(self.clock.now, moment)

    def hand_to(self, queue: str, *bodies: str) -> None:
        """Messages to the queue's function, and everything that comes of them at once."""
        self._run(queue, list(bodies))
        while waiting := next(self._waiting(), None):
            self._run(*waiting)

    def _run(self, queue: str, bodies: list[str]) -> None:
        """What comes back, or whose function died, is handed over again when the queue shows it again."""
        for first in range(0, len(bodies), _BATCH):
            batch = bodies[first : first + _BATCH]
            while batch := self._tried(queue, batch):
                self.came_back += 1
                assert self.came_back <= self.patience, f"{queue}: a message came back, one of {batch}"
                self.clock.now += _VISIBLE_AGAIN

    def _tried(self, queue: str, batch: list[str]) -> list[str]:
        """Answers what is to be tried again."""
        try:
            with self.mortal:
                answer = self.handlers[queue].handler(_event(batch), FakeLambdaContext())
        except Killed:
            return batch
        failed = {int(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]}
        return [body for place, body in enumerate(batch) if place in failed]

    def _waiting(self) -> Iterator[tuple[str, list[str]]]:
        """What can be received now, queue by queue; what is delayed is noted for its time."""
        for name, queue_name in self.names.items():
            queue = sqs_backends[_BACKEND[0]][_BACKEND[1]].queues[queue_name]
            messages, queue._messages = list(queue._messages), []
            bodies = [message.body for message in messages if not message.delayed_until]
            for message in messages:
                if message.delayed_until:
                    delay = round(message.delayed_until - float(message.sent_timestamp or 0))
                    self._note(self.clock.now + timedelta(milliseconds=delay), name, message.body, None)
            if bodies:
                yield name, bodies

    def _note_schedule(self, schedule: Schedule) -> None:
        expression = schedule.schedule_expression.removeprefix("at(").removesuffix(")")
        arrives_in = schedule.target["Arn"].rpartition(":")[2]
        (queue,) = [name for name, queue_name in self.names.items() if queue_name == arrives_in]
        at = datetime.fromisoformat(expression).replace(tzinfo=UTC)
        self._note(at, queue, schedule.target["Input"], schedule.name)

    def _note(self, at: datetime, queue: str, body: str, schedule: str | None) -> None:
        message = json.loads(body)
        announcement = message.get("announcement", message)
        rank = 2 if "announcement" in message else 1
        self.noted += 1
        due = _Due(
            at,
            rank,
            announcement["subject"],
            announcement["milestone"],
            self.noted,
            queue,
            body,
            schedule,
        )
        heapq.heappush(self.to_come, due)


def _event(bodies: list[str]) -> dict[str, Any]:
    """As SQS wakes a function."""
    return {
        "Records": [
            {
                "messageId": str(place),
                "receiptHandle": str(place),
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "eventSource": "aws:sqs",
            }
            for place, body in enumerate(bodies)
        ]
    }
