"""Changes from the table's stream to the campaign bus, in the order of the stream."""

from typing import Any

from campaign.aws.bus import LIMIT, Bus
from campaign.aws.stream import change_of, keys_of
from campaign.kernel.batch import describe
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger


def relay(records: list[dict[str, Any]], bus: Bus) -> str | None:
    """Put every change on the bus. Answers the sequence number from which the stream must be read again,
    None when all are through: a stream is retried from one point on, so what follows a refusal is told a
    second time, which its receivers expect."""
    changes = [(record, event) for record in records if (event := readable(record))]
    for start in range(0, len(changes), LIMIT):
        chunk = changes[start : start + LIMIT]
        try:
            taken = bus.put([event for _, event in chunk])
        except TransientError as error:
            logger.warning("bus did not answer", reason=str(error))
            taken = [False] * len(chunk)
        count("ChangesRelayed", sum(taken))
        for (record, event), ok in zip(chunk, taken, strict=True):
            if not ok:
                logger.warning("change will be told again", change=event.id)
                return str(record["dynamodb"]["SequenceNumber"])
            logger.info("change told", change=event.id, correlation_id=event.correlation_id)
    return None


def readable(record: dict[str, Any]) -> ChangeEvent | None:
    """The change, or None for one that no repetition would make an event: it must not hold up those behind it
    for a day. It is told to nobody, so an operator is (`ChangesNotTold` has an alarm)."""
    try:
        return change_of(record)
    except Exception as error:  # it was read alone, from nothing but itself: it would fail the same way again
        count("ChangesNotTold")
        logger.error("change cannot be told", key=keys_of(record), reason=describe(error))
        return None
