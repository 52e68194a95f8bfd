"""Table stream → campaign bus: every write that names a change becomes one event, in the order of the
stream."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.bus import LIMIT, Bus
from campaign.aws.clients import client
from campaign.aws.stream import change_of
from campaign.kernel.batch import PartialBatchResponse, failures
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class RelaySettings:
    bus_name: str


settings = from_environment(RelaySettings)
bus = Bus(client("events"), settings.bus_name)


def relay(records: list[dict[str, Any]], bus: Bus) -> str | None:
    """Put every change on the bus. Answers the sequence number from which the stream must be read again,
    None when all are through: a stream is retried from one point on, so what follows a refusal is told a
    second time, which its receivers expect."""
    changes = [(record, event) for record in records if (event := change_of(record))]
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


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    again = relay(event["Records"], bus)
    return failures([again] if again else [])
