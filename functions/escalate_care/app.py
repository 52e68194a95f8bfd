"""Every minute: people hear of the care cases that are due soon or overdue, and a claim whose lease ran out
ends."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.care_topic import CareTopic
from campaign.aws.cases import CaseTable
from campaign.aws.clients import client
from campaign.aws.table import Table
from campaign.care.calling import Caller
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class EscalateSettings:
    table_name: str
    care_topic_arn: str


settings = from_environment(EscalateSettings)
cases = CaseTable(Table(client("dynamodb"), settings.table_name))
caller = Caller(cases, CareTopic(client("sns"), settings.care_topic_arn), utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """Raises when anybody could not be told: an alarm watches this function's errors."""
    count("CasesOverdue", cases.overdue(utc_now()))
    if failed := caller.run(context.aws_request_id):
        raise TransientError("care cases", f"{failed} could not be told of", "the next run tries again")
