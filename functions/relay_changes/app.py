"""Table stream → campaign bus: every write that names a change becomes one event, in the order of the
stream."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.bus import Bus
from campaign.aws.clients import client
from campaign.aws.relay import relay
from campaign.kernel.batch import PartialBatchResponse, failures
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class RelaySettings:
    bus_name: str


settings = from_environment(RelaySettings)
bus = Bus(client("events"), settings.bus_name)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    again = relay(event["Records"], bus)
    return failures([again] if again else [])
