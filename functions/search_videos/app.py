"""Searches TikTok for the campaign's hashtags: for a schedule what is new, for a command a past range."""

import time
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.daily_quota import DailyQuota
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.aws.tiktok_app import TikTokApp
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.app_token import AppToken
from campaign.tiktok.open_api import OpenApi
from campaign.tiktok.search_api import SearchApi
from campaign.tiktok.search_rows import SearchRows
from campaign.tiktok.search_run import Adapters
from campaign.tiktok.search_storage import Searches
from campaign.tiktok.searcher import search


@dataclass(frozen=True)
class SearchSettings:
    table_name: str
    intake_queue_url: str
    tiktok_secret_arn: str
    tiktok_api_url: str
    campaign_hashtags: tuple[str, ...]
    search_since: str
    search_requests_a_day: int
    search_records_a_day: int


settings = from_environment(SearchSettings)
token = AppToken(OpenApi(settings.tiktok_api_url), utc_now)
tiktok = TikTokApp(lambda: client("secretsmanager"), settings.tiktok_secret_arn)
table = Table(client("dynamodb"), settings.table_name)
rows = SearchRows(settings.campaign_hashtags, TableQuarantine(table), utc_now)
intake = Queue(client("sqs"), settings.intake_queue_url)
quota = DailyQuota(table, "research", settings.search_requests_a_day, settings.search_records_a_day)
states = Searches(table, utc_now)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    credentials = tiktok.find()
    if credentials is None:
        logger.info("search is off: TikTok's secret has no client key")
        return {"outcome": "off"}
    pages = SearchApi(token, credentials, settings.campaign_hashtags, utc_now)
    millis_left = context.get_remaining_time_in_millis
    adapters = Adapters(pages, rows, intake, states, quota, utc_now, time.sleep, millis_left)
    return search(event, adapters, settings.search_since).answer()
