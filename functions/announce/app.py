"""Announcements queue → deliveries queue: what is due and still holds, in pages of readers."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.announcements.announcer import Announcer
from campaign.announcements.messages import AnnouncementDue
from campaign.aws.announcements import AnnouncementTable
from campaign.aws.audience import AudienceTable
from campaign.aws.clients import client
from campaign.aws.holds import HoldTable
from campaign.aws.news_desk import news_desk
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class AnnounceSettings:
    table_name: str
    announcements_queue_url: str
    deliveries_queue_url: str


read = AnnouncementDue.model_validate_json
settings = from_environment(AnnounceSettings)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
sqs = client("sqs")
announcer = Announcer(
    desk=news_desk(table, utc_now),
    audience=AudienceTable(table),
    ledger=AnnouncementTable(table),
    holds=HoldTable(table),
    deliveries=Queue(sqs, settings.deliveries_queue_url),
    announcements=Queue(sqs, settings.announcements_queue_url),
    clock=utc_now,
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    announce = announcer.announce
    return process_batch(event, read, announce, source="announcements", quarantine=quarantine, clock=utc_now)
