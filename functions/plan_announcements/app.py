"""Campaign bus → schedules: what changed gets what it calls for: announcements, builds and reviews."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.announcements.planner import read_planning
from campaign.aws.clients import client
from campaign.aws.planning import PlanSettings, planner_of
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment

settings = from_environment(PlanSettings)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
planner = planner_of(settings, table, client("scheduler"), client("sqs"), utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(
        event, read_planning, planner.follow, source="planning", quarantine=quarantine, clock=utc_now
    )
