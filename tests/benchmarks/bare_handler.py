"""A peer of `ingest_videos` as short as can be: no validation, no partial answer, one write a record."""

import json
from typing import Any

import boto3
from botocore.exceptions import ClientError

dynamodb = boto3.client("dynamodb")


def handler(event: dict[str, Any], context: object) -> None:
    for record in event["Records"]:
        video = json.loads(record["body"])
        try:
            dynamodb.put_item(
                TableName="videos",
                Item={
                    "pk": {"S": f"VIDEO#{video['platform']}:{video['id']}"},
                    "sk": {"S": "VIDEO"},
                    "observed_at": {"S": video["observed_at"]},
                    "data": {"S": record["body"]},
                },
                ConditionExpression="attribute_not_exists(pk) OR observed_at < :observed_at",
                ExpressionAttributeValues={":observed_at": {"S": video["observed_at"]}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
