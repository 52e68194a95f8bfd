"""Tables, queues and buckets made from the real templates, so that a unit test cannot drift from what is
deployed."""

from dataclasses import dataclass, field
from typing import Any

import boto3

from tests.templates import INFRASTRUCTURE

BUCKETS = {"content": "unit-content", "site": "unit-site"}
QUEUES: dict[str, tuple[str, dict[str, Any]]] = {
    logical.removesuffix("Queue").lower(): (logical, resource["Properties"])
    for logical, resource in INFRASTRUCTURE["messaging"]["Resources"].items()
    if resource["Type"] == "AWS::SQS::Queue"
}
"""Logical name and properties in the template, by the name that tests ask with."""


@dataclass(frozen=True)
class Resources:
    """What a test asks for is made when it is first asked for: most tests need one queue of two dozen.

    Queues are named as in the template, in small letters: "intake", "intakedeadletter".
    """

    table_name: str
    _made: dict[str, str] = field(default_factory=dict)

    def queue_url(self, name: str) -> str:
        if name not in self._made:
            logical, properties = QUEUES[name]
            visibility = str(properties.get("VisibilityTimeout", 30))
            self._made[name] = boto3.client("sqs").create_queue(
                QueueName=logical, Attributes={"VisibilityTimeout": visibility}
            )["QueueUrl"]
        return self._made[name]

    def queue_arn(self, name: str) -> str:
        answer = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self.queue_url(name), AttributeNames=["QueueArn"]
        )
        return answer["Attributes"]["QueueArn"]

    def bucket(self, name: str) -> str:
        bucket = BUCKETS[name]
        if bucket not in self._made:
            boto3.client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
            )
            self._made[bucket] = bucket
        return bucket


def create() -> Resources:
    table = INFRASTRUCTURE["state"]["Resources"]["Table"]["Properties"]
    keys = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    boto3.client("dynamodb").create_table(
        TableName="unit",
        **{key: table[key] for key in keys},
        StreamSpecification={
            "StreamEnabled": True,
            "StreamViewType": table["StreamSpecification"]["StreamViewType"],
        },
    )
    return Resources(table_name="unit")
