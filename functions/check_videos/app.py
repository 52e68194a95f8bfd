"""Every five minutes: takes off the hub what may be featured no longer, and asks for a look at each stored
video whose check is due, a few at a time.

What is due is claimed first and sent then: a run that dies in between, or a look that fails for good, leaves
its videos to be asked for again a day later.
"""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.due_checks import DueCheckTable
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.lookups import CheckVideo
from campaign.videos.checks import CHECKABLE


@dataclass(frozen=True)
class CheckSettings:
    table_name: str
    checks_queue_url: str
    checks_per_run: int


settings = from_environment(CheckSettings)
due = DueCheckTable(Table(client("dynamodb"), settings.table_name), utc_now)
checks = Queue(client("sqs"), settings.checks_queue_url)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    run = context.aws_request_id
    asked, left = 0, 0
    for part in due.claimed(settings.checks_per_run, run):
        to_ask = [video for video in part if video.platform in CHECKABLE]
        checks.send_all(CheckVideo(id=video.id, correlation_id=run).model_dump_json() for video in to_ask)
        asked += len(to_ask)
        left += len(part) - len(to_ask)
    count("ChecksAsked", asked)
    logger.info("checks asked", videos=asked, not_checkable=left, correlation_id=run)
