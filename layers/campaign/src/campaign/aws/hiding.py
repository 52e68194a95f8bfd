"""Messages that came before their time go back to their queue, unseen until then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from campaign.kernel.batch import PartialBatchResponse, failures
from campaign.kernel.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def hide(early: Iterable[tuple[dict[str, Any], int]], sqs: SQSClient, queue_url: str) -> PartialBatchResponse:
    """Each record comes back after so many seconds. Answers which are not done.

    Where that cannot be arranged a message comes back when the queue's own timeout is over, which is later
    only: the others of its batch, a purge among them, do not wait for that.
    """
    hidden: list[str] = []
    for record, seconds in early:
        try:
            sqs.change_message_visibility(
                QueueUrl=queue_url, ReceiptHandle=record["receiptHandle"], VisibilityTimeout=seconds
            )
        except (ClientError, BotoCoreError) as error:
            logger.warning("message comes back late", message_id=record["messageId"], exc_info=error)
        hidden.append(record["messageId"])
    return failures(hidden)
