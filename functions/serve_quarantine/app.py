"""The quarantine's routes of the staff API: it alone may send again what was set aside."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.console import for_the_console
from campaign.api.problems import api_of
from campaign.api.quarantine import quarantine_routes
from campaign.aws.clients import client
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class QuarantineApiSettings:
    """The queues by the source that their consumers name."""

    table_name: str
    lookups_queue_url: str
    intake_queue_url: str
    planning_queue_url: str
    announcements_queue_url: str
    deliveries_queue_url: str
    webhooks_queue_url: str
    invitations_queue_url: str
    care_queue_url: str


settings = from_environment(QuarantineApiSettings)
sqs = client("sqs")
queues = {
    "lookups": Queue(sqs, settings.lookups_queue_url),
    "intake": Queue(sqs, settings.intake_queue_url),
    "planning": Queue(sqs, settings.planning_queue_url),
    "announcements": Queue(sqs, settings.announcements_queue_url),
    "deliveries": Queue(sqs, settings.deliveries_queue_url),
    "webhooks": Queue(sqs, settings.webhooks_queue_url),
    "invitations": Queue(sqs, settings.invitations_queue_url),
    "care": Queue(sqs, settings.care_queue_url),
}
app = api_of(quarantine_routes(TableQuarantine(Table(client("dynamodb"), settings.table_name)), queues))


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return for_the_console(event, app.resolve(event, context))
