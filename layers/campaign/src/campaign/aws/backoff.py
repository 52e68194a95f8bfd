"""A message that failed comes back soon, then ever later: not only when its visibility timeout is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from campaign.kernel.batch import PartialBatchResponse
from campaign.kernel.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST = 900
"""Seconds."""


def back_off(
    event: dict[str, Any], answer: PartialBatchResponse, sqs: SQSClient, queue_url: str, first: int
) -> PartialBatchResponse:
    """Answers what it is given. A message that failed for the first time comes back after `first` seconds,
    then after four times as long, and twice as long again at each further time.

    Where that cannot be arranged it comes back when the queue's own timeout is over, which is later only.
    """
    failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    for record in event["Records"]:
        if record["messageId"] in failed:
            try:
                sqs.change_message_visibility(
                    QueueUrl=queue_url,
                    ReceiptHandle=record["receiptHandle"],
                    VisibilityTimeout=seconds(int(record["attributes"]["ApproximateReceiveCount"]), first),
                )
            except (ClientError, BotoCoreError) as error:
                logger.warning("message comes back late", message_id=record["messageId"], exc_info=error)
    return answer


def seconds(received: int, first: int) -> int:
    """How long a message waits that was received so many times."""
    return first if received <= 1 else min(first * 2**received, LONGEST)
