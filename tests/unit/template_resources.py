"""Tables, queues and buckets made from the real templates, so that a unit test cannot drift from what is
deployed."""

from dataclasses import dataclass

import boto3

from tests.templates import INFRASTRUCTURE

BUCKETS = {"content": "unit-content", "site": "unit-site"}


@dataclass(frozen=True)
class Resources:
    """Names of what was made. Queues are named as in the template, in small letters: "intake",
    "intakedeadletter"."""

    table_name: str
    queue_urls: dict[str, str]

    def queue_url(self, name: str) -> str:
        return self.queue_urls[name]

    def queue_arn(self, name: str) -> str:
        answer = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self.queue_urls[name], AttributeNames=["QueueArn"]
        )
        return answer["Attributes"]["QueueArn"]

    def bucket(self, name: str) -> str:
        return BUCKETS[name]


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
    sqs, s3 = boto3.client("sqs"), boto3.client("s3")  # one each: a client costs more than what it is asked
    queues = {}
    for logical, resource in INFRASTRUCTURE["messaging"]["Resources"].items():
        if resource["Type"] == "AWS::SQS::Queue":
            visibility = resource["Properties"].get("VisibilityTimeout", 30)
            queues[logical.removesuffix("Queue").lower()] = sqs.create_queue(
                QueueName=logical, Attributes={"VisibilityTimeout": str(visibility)}
            )["QueueUrl"]
    for bucket in BUCKETS.values():
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return Resources(table_name="unit", queue_urls=queues)
