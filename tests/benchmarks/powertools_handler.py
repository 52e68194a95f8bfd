"""A peer of `ingest_videos` as the documentation of Powertools for AWS Lambda has it: the batch processor
with a parser model, each record idempotent by its message id, and one write a record.

https://docs.aws.amazon.com/powertools/python/latest/utilities/batch/ ("Pydantic integration")
https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/ ("Batch integration")
"""

from typing import Any

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.parser.models import SqsRecordModel
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import Json

from campaign.videos.intake import VideoObserved


class VideoRecord(SqsRecordModel):
    body: Json[VideoObserved]


dynamodb = boto3.client("dynamodb")
processor = BatchProcessor(event_type=EventType.SQS, model=VideoRecord)
config = IdempotencyConfig(event_key_jmespath="messageId")
persistence = DynamoDBPersistenceLayer(table_name="idempotency", boto3_client=dynamodb)


@idempotent_function(data_keyword_argument="record", config=config, persistence_store=persistence)  # type: ignore[untyped-decorator]
def take_in(record: VideoRecord) -> None:
    video: VideoObserved = record.body
    dynamodb.put_item(
        TableName="videos",
        Item={
            "pk": {"S": f"VIDEO#{video.platform}:{video.id}"},
            "sk": {"S": "VIDEO"},
            "observed_at": {"S": video.observed_at.isoformat()},
            "data": {"S": video.model_dump_json()},
        },
        ConditionExpression="attribute_not_exists(pk) OR observed_at < :observed_at",
        ExpressionAttributeValues={":observed_at": {"S": video.observed_at.isoformat()}},
    )


def handler(event: dict[str, Any], context: LambdaContext) -> object:
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=take_in, processor=processor, context=context)
