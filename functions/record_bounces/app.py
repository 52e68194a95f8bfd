"""Bounces queue → audience: mail that came back, or was called spam, is the last one to that address."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.audience.bounces import Bounces
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.bounced_deliveries import BouncedDeliveryTable
from campaign.aws.clients import client
from campaign.aws.mail_events import WithoutAddresses, read_mail_event
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class BounceSettings:
    table_name: str
    audience_key_arn: str


settings = from_environment(BounceSettings)
table = Table(client("dynamodb"), settings.table_name)
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
bounces = Bounces(AudienceTable(table), box, BouncedDeliveryTable(table), utc_now)
quarantine = WithoutAddresses(TableQuarantine(table))


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(
        event, read_mail_event, bounces.record, source="bounces", quarantine=quarantine, clock=utc_now
    )
