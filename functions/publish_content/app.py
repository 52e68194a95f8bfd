"""Content bucket → state: an uploaded toolkit becomes a revision, or a report of its faults beside it."""

from dataclasses import dataclass
from typing import Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.buckets import S3ContentBucket, uploaded_keys
from campaign.aws.publications import ToolkitTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.publications.publish import SOURCE, Publisher


@dataclass(frozen=True)
class PublishSettings:
    table_name: str
    content_bucket: str


settings = from_environment(PublishSettings)
table = Table(boto3.client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
publisher = Publisher(
    toolkits=ToolkitTable(table),
    bucket=S3ContentBucket(boto3.client("s3"), settings.content_bucket),
    quarantine=quarantine,
    clock=utc_now,
)


def publish(keys: list[str]) -> None:
    for key in keys:
        publisher.publish(key)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(event, uploaded_keys, publish, source=SOURCE, quarantine=quarantine, clock=utc_now)
