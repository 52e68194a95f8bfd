"""State → site bucket: whatever changed, the whole batch of changes is one build of what shows it."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.buckets import S3ContentBucket
from campaign.aws.clients import client
from campaign.aws.hiding import hide
from campaign.aws.hub_state import HubSettings, HubStateTable
from campaign.aws.queue import Queue
from campaign.aws.site import S3Site
from campaign.aws.table import Table
from campaign.hub.changes import changes_in
from campaign.hub.onward import Builder
from campaign.hub.purges import tell_purges
from campaign.hub.ticks import apart
from campaign.kernel.batch import PartialBatchResponse, correlation_id_of
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment

settings = from_environment(HubSettings)
s3, sqs = client("s3"), client("sqs")
builder = Builder(
    state=HubStateTable(Table(client("dynamodb"), settings.table_name), settings.limits),
    site=S3Site(s3, settings.site_bucket),
    content=S3ContentBucket(s3, settings.content_bucket),
    go_on=Queue(sqs, settings.hub_queue_url).send,
    clock=lambda: utc_now(),
    hub_url=settings.hub_url,
    api=settings.public_api,
    hashtags=settings.campaign_hashtags,
)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    """An error fails the whole batch: its messages come back together and cost one build again."""
    due, early = apart(event["Records"], utc_now())
    answer = hide(early, sqs, settings.hub_queue_url)
    if bodies := [record["body"] for record in due]:
        said = sorted(filter(None, {*map(correlation_id_of, bodies)}))
        logger.info("changes to show", messages=len(bodies), correlation_ids=said)
        builder.show(changes_in(bodies))
        tell_purges(bodies, utc_now())
    return answer
