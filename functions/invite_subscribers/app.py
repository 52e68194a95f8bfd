"""Invitations queue → mail, webhook or text message: the link to confirm, or to what was chosen."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.audience.links import Links
from campaign.audience.subscriber import Channel
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.clients import client
from campaign.aws.invitations import MailInvitations, TextInvitations
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.secrets import Secret
from campaign.aws.subscriptions import SubscriptionTable
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.subscriptions.inviting import Carrier, Inviting, asked_in
from campaign.webhooks.invitations import WebhookInvitations


@dataclass(frozen=True)
class InviteSettings:
    table_name: str
    audience_key_arn: str
    webhook_signing_secret_arn: str
    public_api_url: str
    sender_address: str
    reply_address: str
    configuration_set: str
    sms_enabled: str
    webhook_allowed_hosts: tuple[str, ...] = ()


settings = from_environment(InviteSettings)
sender = (settings.sender_address, settings.reply_address, settings.configuration_set)
table = Table(client("dynamodb"), settings.table_name)
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
signing = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
webhooks = WebhookInvitations(signing, settings.webhook_allowed_hosts, utc_now)
mail = MailInvitations(client("sesv2"), *sender)
carriers: dict[Channel, Carrier] = {Channel.EMAIL: mail, Channel.WEBHOOK: webhooks}
if settings.sms_enabled == "true":
    carriers[Channel.SMS] = TextInvitations(client("sns"))
quarantine = TableQuarantine(table)
links = Links(box.keys, settings.public_api_url, settings.reply_address)
inviting = Inviting(SubscriptionTable(table), AudienceTable(table), box, links, carriers, utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(
        event, asked_in, inviting.answer, source="invitations", quarantine=quarantine, clock=utc_now
    )
