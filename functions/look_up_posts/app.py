"""Looks at TikTok's posts: what has become public, what was sent in, what is stored and due for a check."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.rights import RightsTable
from campaign.aws.submissions import SubmissionTable
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.submissions.checking import Checking
from campaign.tiktok.lookups import CheckVideo, Lookup, LookUpPost, PostLookups, check, read_lookup
from campaign.tiktok.oembed import OEmbed
from campaign.tiktok.short_links import ShortLinks
from campaign.tiktok.submitted_links import SubmittedLinks
from campaign.videos.intake import written_to


@dataclass(frozen=True)
class LookUpSettings:
    table_name: str
    intake_queue_url: str
    tiktok_oembed_url: str
    campaign_hashtags: tuple[str, ...]
    tiktok_short_links_url: str


settings = from_environment(LookUpSettings)
oembed = OEmbed(settings.tiktok_oembed_url)
links = SubmittedLinks(ShortLinks(settings.tiktok_short_links_url), oembed)
hand_on = written_to(Queue(client("sqs"), settings.intake_queue_url).send)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
posts = PostLookups(oembed.look_up, hand_on, settings.campaign_hashtags)
checking = Checking(SubmissionTable(table), RightsTable(table), links.look_up, hand_on, utc_now)


def look_up(message: Lookup) -> None:
    if isinstance(message, LookUpPost):
        return posts.look_up(message)
    if isinstance(message, CheckVideo):
        return hand_on(check(message, oembed.look_up, utc_now))
    return checking.check(message.detail.subject.removeprefix("submission:"))


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(event, read_lookup, look_up, source="lookups", quarantine=quarantine, clock=utc_now)
