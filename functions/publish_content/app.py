"""Content bucket → state: an upload becomes a revision, or a report of its faults."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.announcements.wording_publish import WORDING_KEY, wording_publisher
from campaign.aws.buckets import S3ContentBucket, uploaded_keys
from campaign.aws.clients import client
from campaign.aws.policies import PolicyTable
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.aws.wordings import WordingTable
from campaign.kernel.batch import PartialBatchResponse, process_batch
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.policies.publish import POLICY_KEY, policy_publisher
from campaign.publications.publish import Publisher
from campaign.publications.uploads import SOURCE, Uploads


@dataclass(frozen=True)
class PublishSettings:
    table_name: str
    content_bucket: str


settings = from_environment(PublishSettings)
table = Table(client("dynamodb"), settings.table_name)
quarantine = TableQuarantine(table)
uploads = Uploads(
    bucket=S3ContentBucket(client("s3"), settings.content_bucket), quarantine=quarantine, clock=utc_now
)
publications = Publisher(PublicationTable(table), uploads, utc_now)
policy = policy_publisher(PolicyTable(table), uploads, utc_now)
wording = wording_publisher(WordingTable(table), uploads, utc_now)


def publish(keys: list[str]) -> None:
    for key in keys:
        if key == POLICY_KEY:
            policy.publish()
        elif key == WORDING_KEY:
            wording.publish()
        else:
            publications.publish(key)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    return process_batch(event, uploaded_keys, publish, source=SOURCE, quarantine=quarantine, clock=utc_now)
