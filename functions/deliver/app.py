"""Deliveries queue → mail and webhooks: one announcement to one subscriber, claimed before it is sent."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.announcements.deliverer import Deliverer
from campaign.announcements.messages import DeliveryDue
from campaign.announcements.sending import Sender
from campaign.announcements.texts import Texts
from campaign.audience.subscriber import Channel
from campaign.aws.address_box import address_box
from campaign.aws.announcements import LedgerTable
from campaign.aws.audience import AudienceTable
from campaign.aws.mail import ONE_ATTEMPT, MailSender
from campaign.aws.news_desk import news_desk
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.webhooks.sender import WebhookSender


@dataclass(frozen=True)
class DeliverSettings:
    table_name: str
    sender_address: str
    reply_address: str
    audience_key_arn: str
    webhook_signing_secret_arn: str
    hub_url: str
    webhook_allowed_hosts: tuple[str, ...] = ()


read = DeliveryDue.model_validate_json
settings = from_environment(DeliverSettings)
table = Table(client("dynamodb"), settings.table_name)
signing_key = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
mail = MailSender(client("sesv2", config=ONE_ATTEMPT), settings.sender_address, settings.reply_address)
webhook = WebhookSender(signing_key, settings.webhook_allowed_hosts, utc_now)
quarantine = TableQuarantine(table)
desk = news_desk(table)
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
senders: dict[Channel, Sender] = {Channel.EMAIL: mail, Channel.WEBHOOK: webhook}
texts = Texts(settings.hub_url, settings.reply_address)
deliver = Deliverer(desk, AudienceTable(table), box, LedgerTable(table), senders, texts, utc_now).deliver


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(event, read, deliver, source="deliveries", quarantine=quarantine, clock=utc_now)
