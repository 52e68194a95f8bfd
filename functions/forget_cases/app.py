"""Every hour: what is known of closed care cases goes once the campaign's retention is over."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.cases import CaseTable
from campaign.aws.clients import client
from campaign.aws.table import Table
from campaign.care.forgetting import Forgetter
from campaign.care.words import Kept
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class ForgetSettings:
    table_name: str
    care_retention_days: int


settings = from_environment(ForgetSettings)
cases = CaseTable(Table(client("dynamodb"), settings.table_name))
forgetter = Forgetter(cases, Kept(settings.care_retention_days), utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Raises when a case could not be forgotten: an alarm watches this function's errors."""
    if failed := forgetter.run():
        raise TransientError("care cases", f"{failed} could not be forgotten", "the next run tries again")
