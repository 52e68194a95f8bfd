"""A deployed campaign, as the demo, the stack tests and the commands see it."""

from functools import cached_property

import boto3
import botocore.session

from campaign.aws.table import Table
from campaign_cli.embedded import ACCOUNT, EmbeddedAws


class Deployment:
    """One stack and the session of the account that holds it.

    `client("sqs")` makes a typed boto3 client for it.
    """

    def __init__(self, stack_name: str, session: boto3.Session) -> None:
        self.stack_name = stack_name
        self.session = session
        self.client = session.client

    @classmethod
    def embedded(cls, aws: EmbeddedAws, stack_name: str) -> "Deployment":
        """A stack in a running embedded AWS, whatever the environment of this process says."""
        return cls(stack_name, session_at(aws.endpoint))

    @cached_property
    def state(self) -> Table:
        """The stack's state table."""
        return Table(self.client("dynamodb"), self.outputs["TableName"])

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The stack's outputs by name, as they were when first read."""
        stack = self.client("cloudformation").describe_stacks(StackName=self.stack_name)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def session_at(endpoint: str) -> boto3.Session:
    """The root of the embedded AWS at `endpoint`."""
    core = botocore.session.Session()
    # A profile's endpoint holds for one session; the AWS_ENDPOINT_URL variable would hold for all.
    core.full_config["profiles"]["default"] = {"endpoint_url": endpoint}
    return boto3.Session(
        botocore_session=core,
        region_name=ACCOUNT["AWS_DEFAULT_REGION"],
        aws_access_key_id=ACCOUNT["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ACCOUNT["AWS_SECRET_ACCESS_KEY"],
    )
