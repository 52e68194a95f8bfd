"""State → site bucket: whatever changed, the whole batch of changes is one build of what the public sees."""

from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.aws.buckets import S3ContentBucket
from campaign.aws.hiding import hide
from campaign.aws.hub_state import HubSettings, HubStateTable
from campaign.aws.site import S3Site
from campaign.aws.table import Table
from campaign.hub.attached import files_of
from campaign.hub.pages import gone, render_site
from campaign.hub.purges import tell_purges
from campaign.hub.site import SiteFile, StoredFile, build
from campaign.hub.ticks import apart
from campaign.kernel.batch import PartialBatchResponse, correlation_id_of
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment

settings = from_environment(HubSettings)
hub = HubStateTable(Table(client("dynamodb"), settings.table_name), settings.limits)
s3, sqs = client("s3"), client("sqs")
site, content = S3Site(s3, settings.site_bucket), S3ContentBucket(s3, settings.content_bucket)


def render() -> Iterator[SiteFile | StoredFile]:
    state = hub.read(utc_now())
    yield from files_of(state.published, content)
    yield from render_site(state, settings.hub_url, settings.subscribe_url)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """An error fails the whole batch: its messages come back together and cost one build again."""
    due, early = apart(event["Records"], utc_now())
    answer = hide(early, sqs, settings.hub_queue_url)
    if bodies := [record["body"] for record in due]:
        said = sorted(filter(None, {*map(correlation_id_of, bodies)}))
        logger.info("changes to show", messages=len(bodies), correlation_ids=said)
        build(site, render, gone=gone)
        tell_purges(bodies, utc_now())
    return answer
