"""A peer of `deliver` as the documentation of Powertools for AWS Lambda has it: a message for each reader,
the batch processor with a parser model, each record idempotent by its message id; the reader is read, a
mail is sent and recorded.

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
from pydantic import BaseModel, Json


class Letter(BaseModel):
    key: str
    reader: str
    subject: str
    text: str
    html: str


class LetterRecord(SqsRecordModel):
    body: Json[Letter]


dynamodb, ses = boto3.client("dynamodb"), boto3.client("sesv2")
processor = BatchProcessor(event_type=EventType.SQS, model=LetterRecord)
config = IdempotencyConfig(event_key_jmespath="messageId")
persistence = DynamoDBPersistenceLayer(table_name="idempotency", boto3_client=dynamodb)


@idempotent_function(data_keyword_argument="record", config=config, persistence_store=persistence)  # type: ignore[untyped-decorator]
def send(record: LetterRecord) -> None:
    letter: Letter = record.body
    key: Any = {"pk": {"S": f"SUB#{letter.reader}"}, "sk": {"S": "SUB"}}
    reader = dynamodb.get_item(TableName="state", Key=key, ConsistentRead=True)["Item"]
    ses.send_email(
        FromEmailAddress="campaign@example.org",
        Destination={"ToAddresses": [f"{reader['pk']['S'].removeprefix('SUB#')}@example.org"]},
        Content={
            "Simple": {
                "Subject": {"Data": letter.subject},
                "Body": {"Text": {"Data": letter.text}, "Html": {"Data": letter.html}},
            }
        },
    )
    dynamodb.put_item(
        TableName="state",
        Item={"pk": {"S": f"DEL#{letter.key}"}, "sk": {"S": letter.reader}, "data": {"S": "sent"}},
    )


def handler(event: dict[str, Any], context: LambdaContext) -> object:
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=send, processor=processor, context=context)
