"""Campaign bus → schedules: what changed gets exactly the announcements that it calls for."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.announcements.planner import Planner, read_planning
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.schedules import ScheduleGroup, ScheduleTarget
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class PlanSettings:
    table_name: str
    schedule_group: str
    schedule_role_arn: str
    schedule_dlq_arn: str
    announcements_queue_arn: str
    announcements_queue_url: str


settings = from_environment(PlanSettings)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
target = ScheduleTarget(
    group=settings.schedule_group,
    queue_arn=settings.announcements_queue_arn,
    role_arn=settings.schedule_role_arn,
    dead_letter_arn=settings.schedule_dlq_arn,
)
planner = Planner(
    sessions=SessionTable(table),
    notices=NoticeTable(table),
    publications=PublicationTable(table),
    holds=HoldTable(table),
    schedules=ScheduleGroup(client("scheduler"), target),
    announcements=Queue(client("sqs"), settings.announcements_queue_url),
    clock=utc_now,
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(
        event, read_planning, planner.follow, source="planning", quarantine=quarantine, clock=utc_now
    )
