"""What can be broken of a deployment, each for as long as a `with` block lasts."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from campaign_cli.deployment import Deployment

BROKEN = "broken-on-purpose"
DENIED = ["dynamodb:*", "secretsmanager:*", "s3:*", "sqs:SendMessage", "sns:Publish"]


def function_named(deployment: Deployment, folder: str) -> tuple[str, str]:
    """The deployed name of a function and that of its role, by its folder."""
    (found,) = [
        one
        for page in deployment.client("lambda").get_paginator("list_functions").paginate()
        for one in page["Functions"]
        if one.get("Environment", {}).get("Variables", {}).get("POWERTOOLS_SERVICE_NAME") == folder
    ]
    return found["FunctionName"], found["Role"].rpartition("/")[2]


@contextmanager
def rights_taken(deployment: Deployment, folders: Iterable[str]) -> Iterator[None]:
    """As a deployment that spoilt the roles of these functions."""
    iam = deployment.client("iam")
    roles = [function_named(deployment, folder)[1] for folder in folders]
    denied = {"Effect": "Deny", "Action": DENIED, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    for role in roles:
        iam.put_role_policy(RoleName=role, PolicyName=BROKEN, PolicyDocument=document)
    try:
        yield
    finally:
        for role in roles:
            iam.delete_role_policy(RoleName=role, PolicyName=BROKEN)


@contextmanager
def impatient(deployment: Deployment, outputs: Iterable[str]) -> Iterator[None]:
    """What failed is seen again after a second and not after minutes, so that five tries do not take half an
    hour."""
    sqs = deployment.client("sqs")
    before = {}
    for output in outputs:
        url = deployment.outputs[output]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
        before[url] = found["VisibilityTimeout"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    try:
        yield
    finally:
        for url, seconds in before.items():
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": seconds})


@contextmanager
def switched_off(deployment: Deployment, output: str) -> Iterator[Callable[[], None]]:
    """The trigger of this queue; what is answered switches it on, as the end of the block does."""
    functions = deployment.client("lambda")
    name = deployment.outputs[output].rpartition("/")[2]
    (uuid,) = [
        one["UUID"]
        for page in functions.get_paginator("list_event_source_mappings").paginate()
        for one in page["EventSourceMappings"]
        if one["EventSourceArn"].rpartition(":")[2] == name
    ]

    def switch_on() -> None:
        functions.update_event_source_mapping(UUID=uuid, Enabled=True)

    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    try:
        yield switch_on
    finally:
        switch_on()


@contextmanager
def no_concurrency(deployment: Deployment, folder: str) -> Iterator[None]:
    """As if the account had none left for this function."""
    functions, (name, _) = deployment.client("lambda"), function_named(deployment, folder)
    before = functions.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        if before is None:
            functions.delete_function_concurrency(FunctionName=name)
        else:
            functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=before)
