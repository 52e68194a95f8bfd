"""Webhooks queue → subscribers' endpoints: one announcement to one of them, tried over 72 hours."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.announcements.messages import WebhookDue
from campaign.announcements.posting import Poster
from campaign.audience.subscriber import Channel
from campaign.aws.audience import AudienceTable
from campaign.aws.clients import client
from campaign.aws.contacts import ContactTable
from campaign.aws.delivering import DeliverySettings, claiming_of, letters_of, schedules_to, stores_in
from campaign.aws.later import PatientQueue
from campaign.aws.queue import Queue
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.webhooks.sender import WebhookSender


@dataclass(frozen=True)
class PostSettings(DeliverySettings):
    webhooks_queue_arn: str
    webhook_signing_secret_arn: str
    webhook_allowed_hosts: tuple[str, ...] = ()


OTHERS = frozenset({Channel.EMAIL, Channel.SMS})
settings = from_environment(PostSettings)
database, sqs, scheduler = client("dynamodb"), client("sqs"), client("scheduler")
table = Table(database, settings.table_name)
stores = stores_in(database, settings.table_name, utc_now)
letters = letters_of(settings, database, lambda: client("secretsmanager"), utc_now)
signing_key = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
retries = schedules_to(settings, scheduler, settings.webhooks_queue_arn)
poster = Poster(
    stores=stores,
    claiming=claiming_of(settings, scheduler, stores, letters, utc_now, OTHERS),
    letters=letters,
    endpoints=WebhookSender(signing_key, settings.webhook_allowed_hosts, utc_now),
    contacts=ContactTable(AudienceTable(table)),
    later=PatientQueue(Queue(sqs, settings.webhooks_queue_url), retries, utc_now),
    pages=Queue(sqs, settings.deliveries_queue_url),
    clock=utc_now,
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    read, post = WebhookDue.model_validate_json, poster.post
    return process_batch(event, read, post, source="webhooks", quarantine=stores.quarantine, clock=utc_now)
