"""The public API's pages for subscribers: ask to be told, say yes, choose anew, leave."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.public import answer
from campaign.api.subscription_links import SubscriptionLinkApi
from campaign.api.subscriptions import SubscriptionApi
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.clients import client
from campaign.aws.hourly_limits import HourlyLimits
from campaign.aws.secrets import Secret
from campaign.aws.subscriptions import DailyInvitations, SubscriptionTable
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.subscriptions.subscribing import Subscribing


@dataclass(frozen=True)
class SubscriptionSettings:
    table_name: str
    audience_key_arn: str
    webhook_signing_secret_arn: str
    subscriptions_an_hour_per_address: int
    subscriptions_an_hour: int
    invitations_a_day: int
    reply_address: str
    sms_enabled: str
    webhook_allowed_hosts: tuple[str, ...] = ()


settings = from_environment(SubscriptionSettings)
table = Table(client("dynamodb"), settings.table_name)
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
signing = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
invitations = DailyInvitations(table, settings.invitations_a_day, utc_now)
per_address, in_all = settings.subscriptions_an_hour_per_address, settings.subscriptions_an_hour
limits = HourlyLimits(table, box.keys, per_address, in_all, utc_now, "subscriptions")
hosts, sms, contact = settings.webhook_allowed_hosts, settings.sms_enabled == "true", settings.reply_address
subscribing = Subscribing(SubscriptionTable(table), AudienceTable(table), box, invitations, utc_now)
asking = SubscriptionApi(
    contact=contact, subscribing=subscribing, limits=limits, sms=sms, allowed_hosts=hosts
)
links = SubscriptionLinkApi(
    contact=contact, subscribing=subscribing, box=box, key=box.keys, signing=signing, clock=utc_now
)
routes = asking.routes() | links.routes()


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return answer(routes, event, context)
