"""Deliveries queue → mail, text messages, webhooks queue: one announcement to a page of subscribers."""

import time
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.announcements.deliverer import Deliverer
from campaign.announcements.messages import PageDue
from campaign.announcements.pacing import Pace
from campaign.audience.subscriber import Channel
from campaign.aws.backoff import back_off
from campaign.aws.clients import client
from campaign.aws.delivering import DeliverySettings, claiming_of, letters_of, stores_in
from campaign.aws.mail import ONE_ATTEMPT, BulkMail
from campaign.aws.queue import Queue
from campaign.aws.sending_quota import SendingQuota
from campaign.aws.text_messages import TextMessages
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class DeliverSettings(DeliverySettings):
    sender_address: str
    deliverers: int
    sms_enabled: str
    configuration_set: str


settings = from_environment(DeliverSettings)
database, sqs = client("dynamodb"), client("sqs")
stores = stores_in(database, settings.table_name, utc_now)
letters = letters_of(settings, database, lambda: client("secretsmanager"), utc_now)
ses = client("sesv2", config=ONE_ATTEMPT)
mail = BulkMail(ses, settings.sender_address, settings.reply_address, settings.configuration_set)
sms = TextMessages(lambda: client("sns", config=ONE_ATTEMPT), settings.sms_enabled == "true")
deliver = Deliverer(
    stores=stores,
    claiming=claiming_of(settings, client("scheduler"), stores, letters, utc_now),
    letters=letters,
    senders={Channel.EMAIL: mail, Channel.SMS: sms},
    webhooks=Queue(sqs, settings.webhooks_queue_url),
    pace=Pace(SendingQuota(ses, utc_now).rate, settings.deliverers, time.sleep, time.monotonic),
    clock=utc_now,
).deliver


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    read = PageDue.model_validate_json
    answer = process_batch(
        event, read, deliver, source="deliveries", quarantine=stores.quarantine, clock=utc_now
    )
    return back_off(event, answer, sqs, settings.deliveries_queue_url, first=20)
