"""Table stream → figures: every version of a video is counted once, in the place of the one before it."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.figures import VIDEOS, FigureCounter, news_of
from campaign.aws.table import Table
from campaign.kernel.batch import PartialBatchResponse, failures
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class FiguresSettings:
    table_name: str


settings = from_environment(FiguresSettings)
counter = FigureCounter(Table(client("dynamodb"), settings.table_name), utc_now)


def count_records(records: list[dict[str, Any]], counter: FigureCounter) -> str | None:
    """Count every record. Answers the sequence number from which the stream must be read again, None when all
    are counted: what is read a second time is known by its version and changes nothing."""
    for start in range(0, len(records), VIDEOS):
        chunk = records[start : start + VIDEOS]
        try:
            counter.count([news_of(record) for record in chunk])
        except TransientError as error:
            logger.warning("videos will be counted again", reason=str(error))
            return str(chunk[0]["dynamodb"]["SequenceNumber"])
        count("VideoVersionsCounted", len(chunk))
    return None


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> PartialBatchResponse:
    again = count_records(event["Records"], counter)
    return failures([again] if again else [])
