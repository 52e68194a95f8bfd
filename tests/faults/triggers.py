"""How each kind of trigger wakes a function, and gives it again what was not done."""

import copy
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

from tests.faults.calls import Killed
from tests.faults.world import World
from tests.templates import functions
from tests.unit.conftest import FakeLambdaContext

Event = dict[str, Any]
Process = Callable[[Event], Any]
VISIBLE_AGAIN = timedelta(minutes=3)
LEASED = frozenset({"deliver", "post_webhooks"})
"""They claim what they work at for some time. All others meet the same moment again, and decide the same."""
TRIES = 6
_SERVER_ERROR, _REPEATED = 500, frozenset({409, 429})


class GoneError(Exception):
    """The process ended, or said that it failed: the trigger has no answer."""


class Runner:
    """One copy of the function: a process ends with a kill, and the next call starts a new one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.process: ModuleType | None = None

    def __call__(self, event: Event) -> Any:
        with self.world.calls.at_work():
            try:
                if self.process is None:
                    self.process = self.world.started()
                return self.process.handler(copy.deepcopy(event), FakeLambdaContext())
            except Killed:
                self.process = None
                raise GoneError from None
            except Exception as error:
                raise GoneError(repr(error)) from error


def kind_of(function: str) -> str:
    """SQS, DynamoDB, ScheduleV2, or Api for whatever a client asks over HTTP."""
    properties = functions()[function]
    kinds = {event["Type"] for event in properties.get("Events", {}).values()}
    if not kinds and "FunctionUrlConfig" in properties:
        return "Api"
    (kind,) = kinds
    return str(kind)


def wake(world: World, event: Event, kind: str) -> None:
    WAKING[kind](world, event, Runner(world))


def _queue(world: World, event: Event, run: Process) -> None:
    """The whole batch comes back when there is no answer, or just what the answer names."""
    records = event["Records"]
    for received in range(1, TRIES + 1):
        if not records:
            return
        for record in records:
            record.setdefault("attributes", {})["ApproximateReceiveCount"] = str(received)
        try:
            answer = run({**event, "Records": records})
        except GoneError:
            failed = {record["messageId"] for record in records}
        else:
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        records = [record for record in records if record["messageId"] in failed]
        if world.function in LEASED:
            world.clock.now += VISIBLE_AGAIN
    world.dead += [record["body"] for record in records]


def _stream(world: World, event: Event, run: Process) -> None:
    """What has no answer is cut in two, each half in its order; an answer says from where on it goes."""
    _read(world, event["Records"], run, TRIES)


def _read(world: World, records: list[Any], run: Process, tries: int) -> None:
    if not records:
        return
    if not tries:
        raise AssertionError("the stream stands still")
    try:
        answer = run({"Records": records})
    except GoneError:
        middle = len(records) // 2
        for half in (records[:middle], records[middle:]):
            _read(world, half, run, tries - 1)
        return
    for failure in answer["batchItemFailures"][:1]:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        _read(world, records[numbers.index(failure["itemIdentifier"]) :], run, tries - 1)


def _schedule(world: World, event: Event, run: Process) -> None:
    """Lambda tries an event again as the template says, and the schedule's next time comes anyway."""
    (trigger,) = functions()[world.function]["Events"].values()
    retries = trigger["Properties"].get("RetryPolicy", {}).get("MaximumRetryAttempts", 2)
    for _ in range(3):
        for _ in range(retries + 1):
            try:
                run(event)
            except GoneError:
                continue
            break
        world.clock.now += timedelta(minutes=6)


def _client(world: World, event: Event, run: Process) -> None:
    """Whoever has no answer, or one that says so, asks again."""
    told: Any = "nothing"
    for _ in range(TRIES):
        try:
            told = run(event)
        except GoneError:
            continue
        if told["statusCode"] < _SERVER_ERROR and told["statusCode"] not in _REPEATED:
            break
    world.answers.append(
        {"status": told["statusCode"], "body": told.get("body")} if isinstance(told, dict) else told
    )


WAKING: dict[str, Callable[[World, Event, Process], None]] = {
    "SQS": _queue,
    "DynamoDB": _stream,
    "ScheduleV2": _schedule,
    "Api": _client,
}
