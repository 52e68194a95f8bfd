"""Takes the intake queue: each video is kept once, screened, as its observations say."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.plain_json import with_plain_json
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.screening import KeptScreening
from campaign.aws.table import Table
from campaign.aws.video_intake import BATCH_OPERATIONS, CLIENT_CONFIG, VideoIntake
from campaign.kernel.batch import OnItsOwn, PartialBatchResponse, correlated, failures, set_aside
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment
from campaign.videos.intake import CreatorBlocked, CreatorLeft, EventUnknown, VideoMessage, read_message


@dataclass(frozen=True)
class IngestSettings:
    table_name: str


settings = from_environment(IngestSettings)
dynamodb = with_plain_json(client("dynamodb", config=CLIENT_CONFIG), *BATCH_OPERATIONS)
table = Table(dynamodb, settings.table_name)
quarantine = TableQuarantine(table)
intake = VideoIntake(table, utc_now, KeptScreening(table, utc_now))


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    failed: list[str] = []
    taken: list[tuple[str, VideoMessage | CreatorLeft | CreatorBlocked]] = []
    for record in event["Records"]:
        with OnItsOwn(record, failed):
            if message := readable(record["body"]):
                taken.append((record["messageId"], message))
    applied = intake.apply([message for _, message in taken])
    count("VideosReceived", applied.received)
    return failures(failed + [taken[position][0] for position in sorted(applied.retry)])


def readable(body: str) -> VideoMessage | CreatorLeft | CreatorBlocked | None:
    """The message, or None for what can never be taken in and is now in the quarantine."""
    source, content = "intake", body
    try:
        if not isinstance(message := read_message(body), EventUnknown):
            return message
        source, content = "tiktok.webhook", message.body
        raise PermanentError("webhook event", message.reason, "look at its body in the quarantine")
    except (PermanentError, ValueError) as error:
        with correlated(body):
            set_aside(content, error, source=source, quarantine=quarantine, clock=utc_now)
    return None
