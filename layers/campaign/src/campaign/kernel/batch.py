"""A batch of queue messages, each handled on its own: one bad body never fails its neighbours.

A page of code instead of Powertools' batch utility, which adds 81 ms of CPU to a cold start and knows no
quarantine (measured; docs/decisions.md). The answer has the shape of Lambda's "partial batch response".
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypedDict, TypeVar

from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError, UnderWayError
from campaign.kernel.observability import count, logger
from campaign.kernel.quarantine import Quarantine

MAX_REASON = 1000
"""Characters of a reason that are kept: a message may break a rule in thousands of places."""
_CORRELATION_ID = re.compile(r"[!-~]{1,128}")
M = TypeVar("M")


class ItemIdentifier(TypedDict):
    itemIdentifier: str


class PartialBatchResponse(TypedDict):
    """Only the messages named here come back; all others are deleted from the queue."""

    batchItemFailures: list[ItemIdentifier]


def failures(message_ids: list[str]) -> PartialBatchResponse:
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in message_ids]}


def process_batch(
    event: dict[str, Any],
    read: Callable[[str], M],
    handle: Callable[[M], None],
    *,
    source: str,
    quarantine: Quarantine,
    clock: Clock,
) -> PartialBatchResponse:
    """Read each message's body, and hand what it says to `handle`.

    Quarantined is what `read` refuses (PermanentError, or ValueError such as pydantic's ValidationError), and
    what `handle` refuses with PermanentError. Anything else leaves the message in the queue, to come back and
    at last reach the dead-letter queue: a ValueError of `handle` says nothing about the message.
    """
    failed: list[str] = []
    for record in event["Records"]:
        body = record["body"]
        with OnItsOwn(record, failed), correlated(body):
            try:
                message = read(body)
            except (PermanentError, ValueError) as error:
                set_aside(body, error, source=source, quarantine=quarantine, clock=clock)
                continue
            try:
                handle(message)
            except PermanentError as error:
                set_aside(body, error, source=source, quarantine=quarantine, clock=clock)
    return failures(failed)


class OnItsOwn:
    """Whatever goes wrong with this message adds its id to `failed` and goes no further.

    A class, because a generator's context takes three times as long, for every message.
    """

    def __init__(self, record: dict[str, Any], failed: list[str]) -> None:
        self._record = record
        self._failed = failed

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        message_id = self._record["messageId"]
        with correlated(self._record["body"]):
            if isinstance(error, UnderWayError):
                count("MessagesLookedAtAgain")
                logger.info("message is looked at again", message_id=message_id, reason=str(error))
            elif isinstance(error, TransientError):
                logger.warning("message will be retried", message_id=message_id, reason=str(error))
            else:  # a fault of ours or of the platform: the message must not be lost with it
                logger.error("message failed", message_id=message_id, exc_info=error)
        self._failed.append(message_id)
        return True


@contextmanager
def correlated(body: str) -> Iterator[None]:
    """Every log line written meanwhile carries the message's correlation id."""
    logger.append_keys(correlation_id=correlation_id_of(body))
    try:
        yield
    finally:
        logger.remove_keys(["correlation_id"])


def correlation_id_of(body: str) -> str | None:
    """As far as it can be told of any message, even of one that will be refused: its own, its event's or its
    announcement's. None for what is no id: the log gets nothing else of a message."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    for part in (message, message.get("detail"), message.get("announcement")):
        found = part.get("correlation_id") if isinstance(part, dict) else None
        if isinstance(found, str) and _CORRELATION_ID.fullmatch(found):
            return found
    return None


def set_aside(body: str, error: Exception, *, source: str, quarantine: Quarantine, clock: Clock) -> None:
    """Quarantine one message. The log gets the rule that it broke, never what was in it."""
    reason = describe(error)
    quarantine.put(source, body, reason, clock())
    count("Quarantined")
    logger.warning("message quarantined", source=source, reason=reason)


def describe(error: Exception) -> str:
    """Why a message was refused, without its content: pydantic's own text would repeat the input."""
    faults = getattr(error, "errors", None)
    if callable(faults):
        text = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'message'}: {fault['type']}"
            for fault in faults()
        )
    else:
        text = str(error) if isinstance(error, PermanentError) else type(error).__name__
    return text[:MAX_REASON]
