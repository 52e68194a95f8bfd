"""Campaign bus → care cases: whoever may be in distress has a case, whatever becomes of their post."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.cases import CaseTable
from campaign.aws.clients import client
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.care.opening import CaseOpener
from campaign.care.targets import TargetSettings
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.change import read_change
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class OpenSettings(TargetSettings):
    table_name: str


settings = from_environment(OpenSettings)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
opener = CaseOpener(CaseTable(table), settings.targets, utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(
        event, read_change, opener.follow, source="care", quarantine=quarantine, clock=utc_now
    )
