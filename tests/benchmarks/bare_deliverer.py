"""A peer of `deliver` as short as can be: a record and a mail for each, without a reader to look up."""

import json
from typing import Any

import boto3

dynamodb, ses = boto3.client("dynamodb"), boto3.client("sesv2")


def handler(event: dict[str, Any], context: object) -> None:
    for record in event["Records"]:
        page = json.loads(record["body"])
        for address in page["addresses"]:
            dynamodb.put_item(
                TableName="state",
                Item={"pk": {"S": f"DEL#{page['key']}"}, "sk": {"S": address}, "data": {"S": "sent"}},
                ConditionExpression="attribute_not_exists(pk)",
            )
            ses.send_email(
                FromEmailAddress="campaign@example.org",
                Destination={"ToAddresses": [address]},
                Content={
                    "Simple": {
                        "Subject": {"Data": page["subject"]},
                        "Body": {"Text": {"Data": page["text"]}, "Html": {"Data": page["html"]}},
                    }
                },
            )
