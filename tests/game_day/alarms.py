"""The alarms as they are deployed, and what each would say: the embedded AWS evaluates none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.kernel.clock import utc_now
from campaign_cli.deployment import Deployment

ALARM, STACK = "AWS::CloudWatch::Alarm", "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class Alarm:
    """`name`: in the template. `period` in seconds, of which so many in a row have to be beyond it."""

    name: str
    threshold: float
    period: int
    periods: int


def deployed(deployment: Deployment) -> dict[str, Alarm]:
    """Those that compare with "greater than", by their names in the template."""
    client = deployment.client("cloudwatch")
    found = [
        one for page in client.get_paginator("describe_alarms").paginate() for one in page["MetricAlarms"]
    ]
    named = {physical: logical for logical, physical in _alarms_of(deployment, deployment.stack_name)}
    return {
        named[one["AlarmName"]]: Alarm(
            name=named[one["AlarmName"]],
            threshold=float(one["Threshold"]),
            period=one["Period"],
            periods=one["EvaluationPeriods"],
        )
        for one in found
        if one["AlarmName"] in named and one["ComparisonOperator"] == "GreaterThanThreshold"
    }


def _alarms_of(deployment: Deployment, stack: str) -> Iterator[tuple[str, str]]:
    pages = (
        deployment.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    )
    for resource in (one for page in pages for one in page["StackResourceSummaries"]):
        if resource["ResourceType"] == ALARM:
            yield resource["LogicalResourceId"], resource["PhysicalResourceId"]
        elif resource["ResourceType"] == STACK:
            yield from _alarms_of(deployment, resource["PhysicalResourceId"])


def visible(deployment: Deployment, output: str) -> float:
    """ApproximateNumberOfMessagesVisible of the queue that this output names."""
    attributes = deployment.client("sqs").get_queue_attributes(
        QueueUrl=deployment.outputs[output], AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    return float(attributes["ApproximateNumberOfMessages"])


def counted(deployment: Deployment, metric: str, since: datetime) -> float:
    """The sum over all functions of a metric of Lambda's that the embedded AWS keeps as well."""
    points = deployment.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        StartTime=since,
        EndTime=utc_now() + timedelta(seconds=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))
