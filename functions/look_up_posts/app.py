"""Looks up posts that have become public, and sends those with a campaign hashtag to the intake queue; looks
again at stored videos, and sends what came of it.

A post that oEmbed does not know yet is asked for again (it may lag behind the webhook, and absence is not
cancellation); when it never appears, its message ends in the dead-letter queue, where it can be redriven.
"""

from dataclasses import dataclass
from typing import Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.lookups import CheckVideo, LookUpPost, check, observe, read_lookup
from campaign.tiktok.oembed import OEmbed
from campaign.videos import hashtags
from campaign.videos.intake import write_message


@dataclass(frozen=True)
class LookUpSettings:
    table_name: str
    intake_queue_url: str
    tiktok_oembed_url: str
    campaign_hashtags: tuple[str, ...]


settings = from_environment(LookUpSettings)
oembed = OEmbed(settings.tiktok_oembed_url)
intake = Queue(boto3.client("sqs"), settings.intake_queue_url)
quarantine = TableQuarantine(Table(boto3.client("dynamodb"), settings.table_name))


def look_up(message: LookUpPost | CheckVideo) -> None:
    if isinstance(message, CheckVideo):
        return intake.send(write_message(check(message, oembed.look_up, utc_now)))
    video = observe(message, oembed.look_up(message.post_id))
    logger.info("post looked up", post=message.post_id)
    if hashtags.carries(video.caption, settings.campaign_hashtags):
        return intake.send(write_message(video))
    return count("PostsWithoutHashtag")


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(event, read_lookup, look_up, source="lookups", quarantine=quarantine, clock=utc_now)
