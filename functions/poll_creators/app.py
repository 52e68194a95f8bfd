"""Schedule → intake queue: the public posts of connected creators that carry a campaign hashtag."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.connections import ConnectionTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.aws.tiktok_app import TikTokApp
from campaign.aws.token_key import TokenKey
from campaign.creators.listing import ONE_MORE, Listing, Run
from campaign.creators.poll import Poller
from campaign.creators.tokens import Tokens
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.display import Display, observed
from campaign.tiktok.login import Login
from campaign.tiktok.open_api import OpenApi


@dataclass(frozen=True)
class PollSettings:
    table_name: str
    intake_queue_url: str
    tiktok_secret_arn: str
    tiktok_api_url: str
    token_key_arn: str
    campaign_hashtags: tuple[str, ...]
    poll_interval_hours: int


settings = from_environment(PollSettings)
tiktok = TikTokApp(lambda: client("secretsmanager"), settings.tiktok_secret_arn)
api = OpenApi(settings.tiktok_api_url)
table = Table(client("dynamodb"), settings.table_name)
key = TokenKey(client("kms"), settings.token_key_arn)
poller = Poller(
    tokens=Tokens(ConnectionTable(table), Login(api, tiktok.get), key, utc_now),
    listing=Listing(Display(api), observed, TableQuarantine(table), settings.campaign_hashtags, utc_now),
    intake=Queue(client("sqs"), settings.intake_queue_url),
    interval=timedelta(hours=settings.poll_interval_hours),
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    if tiktok.find() is None:
        logger.info("connected creators are off: there is no client key in TikTok's secret")
        return
    poller.run(Run(context.aws_request_id, lambda: context.get_remaining_time_in_millis() > ONE_MORE))
