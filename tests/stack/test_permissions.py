"""Each function's role allows exactly the calls that the whole run has made: none is missing, none is
spare."""

from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest

from campaign_cli.deployment import Deployment
from tests.stack.calls import Call, calls_of
from tests.stack.conftest import Campaign
from tests.stack.halves import told_by_all

pytestmark = [pytest.mark.stack, pytest.mark.closing]

ARN = "arn:aws:{service}:eu-west-1:000000000000:{resource}"
Permission = tuple[str, str, str]
"""Function, IAM action, resource (in a role: a pattern)."""

TEXT_MESSAGES, A_PHONE = "text-messages", "a phone"
"""The policy that is only there with SmsEnabled. It names no resource, since a phone is none: a test of the
templates holds it to that."""

BY_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
}
"""Lambda itself does these with the function's role: it logs, and reads the function's queue or stream."""

UNSEEN = {
    ("relay_changes", "sqs:SendMessage", "*"): "Lambda itself hands over what the function gives up on",
    ("count_figures", "sqs:SendMessage", "*"): "the same",
    ("announce", "sqs:SendMessage", "*-AnnouncementsQueue-*"): "the rest of an audience larger than here",
    ("build_hub", "s3:GetObject", "*"): "S3 asks for it of a HEAD, and where a PutObject says If-Match",
    ("build_hub", "sqs:SendMessage", "*-HubQueue-*"): "the rest of an archive larger than here",
    ("build_hub", "s3:ListBucket", "*-content-*"): "S3 asks for it to say that an attachment is not there",
    (
        "plan_announcements",
        "sqs:SendMessage",
        "*-HubQueue-*",
    ): "what opens within two minutes of its approval",
    ("build_hub", "sqs:ChangeMessageVisibility", "*"): "a tick that came early: test_turns, in make sweep",
    ("publish_content", "s3:ListBucket", "*"): "S3 asks for it to say that an object is not there",
    ("invite_subscribers", "ses:SendEmail", "*"): "MiniStack's trail leaves SES out: its mailbox shows it",
    (
        "deliver",
        "ses:SendBulkEmail",
        "*",
    ): "MiniStack's trail leaves SES out: its mailbox shows it, see below",
    ("deliver", "ses:SendBulkTemplatedEmail", "*"): "what AWS asks for of a mail with a template",
    ("deliver", "ses:GetAccount", "*"): "the trail leaves SES out: the log tells the quota, test_delivering",
    ("invite_subscribers", "sns:Publish", "a phone"): "who subscribes by phone; a reader is told by deliver",
    ("deliver", "sqs:ChangeMessageVisibility", "*"): "a page comes back only when SES does not take it",
    ("deliver", "dynamodb:Query", "*"): "a digest goes out on Sundays",
    ("post_webhooks", "dynamodb:Query", "*"): "the same",
    ("post_webhooks", "dynamodb:PartiQLInsert", "*"): "what a webhook has no use for before any attempt",
    ("post_webhooks", "dynamodb:DeleteItem", "*"): "an endpoint that ended was its subscriber's last contact",
    (
        "post_webhooks",
        "scheduler:CreateSchedule",
        "*",
    ): "the fourth attempt at an endpoint comes after half an hour",
    ("post_webhooks", "iam:PassRole", "*"): "the same",
}
"""Allowances that leave no call of their own on the trail, each with its reason."""


def roles(deployment: Deployment) -> dict[str, str]:
    """The name of each function's role, by the function's folder."""
    return {
        found["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: found["Role"].rpartition("/")[2]
        for page in deployment.client("lambda").get_paginator("list_functions").paginate()
        for found in page["Functions"]
        if "Environment" in found
    }


def allowances(deployment: Deployment) -> Iterator[Permission]:
    """What AWS will see: the inline policy of each role. What the embedded AWS alone needs is a policy
    apart."""
    iam = deployment.client("iam")
    for function, role in roles(deployment).items():
        document: Any = iam.get_role_policy(RoleName=role, PolicyName=function.replace("_", "-"))[
            "PolicyDocument"
        ]
        for statement in document["Statement"]:
            if "kms:ViaService" in str(statement.get("Condition")):
                continue  # Secrets Manager opens a secret for whoever reads it, in a call of its own
            for action in _list(statement["Action"]):
                for resource in _list(statement["Resource"]):
                    yield function, action, resource
        if TEXT_MESSAGES in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            yield function, "sns:Publish", A_PHONE


def needs(call: Call) -> Iterator[tuple[str, str]]:
    """The actions and resources that AWS asks for, for this call (the Service Authorization Reference)."""
    match call.service:
        case "dynamodb":
            yield from _dynamodb(call)
        case "sqs":
            action = (
                "ChangeMessageVisibility" if call.operation == "ChangeMessageVisibility" else "SendMessage"
            )
            yield f"sqs:{action}", _arn("sqs", str(call.parameters["QueueUrl"]).rpartition("/")[2])
        case "s3":
            bucket = f"arn:aws:s3:::{call.resources['AWS::S3::Bucket']}"
            action = {"ListObjects": "ListBucket", "HeadObject": "GetObject"}.get(
                call.operation, call.operation
            )
            thing = "" if action == "ListBucket" else f"/{call.resources['AWS::S3::Object']}"
            yield f"s3:{action}", bucket + thing
        case "events":
            for entry in call.parameters["Entries"]:
                yield "events:PutEvents", _arn("events", f"event-bus/{entry['EventBusName']}")
        case "scheduler":
            yield from _scheduler(call)
        case "secretsmanager":
            yield "secretsmanager:GetSecretValue", str(call.parameters["SecretId"])
        case "sns":
            yield "sns:Publish", str(call.parameters.get("TopicArn", A_PHONE))
        case "kms":
            yield f"kms:{call.operation}", str(call.parameters["KeyId"])
        case "cognito-idp":
            yield (
                f"cognito-idp:{call.operation}",
                _arn("cognito-idp", f"userpool/{call.parameters['UserPoolId']}"),
            )
        case _:
            raise AssertionError(
                f"{call.function} calls {call.service}:{call.operation}: say what AWS asks for"
            )


def _dynamodb(call: Call) -> Iterator[tuple[str, str]]:
    parameters = call.parameters
    match call.operation:
        case "BatchExecuteStatement":
            for statement in parameters["Statements"]:
                verb, *_ = statement["Statement"].split()
                yield f"dynamodb:PartiQL{verb.title()}", _table(statement["Statement"].split('"')[1])
        case "BatchGetItem":
            for name in parameters["RequestItems"]:
                yield "dynamodb:BatchGetItem", _table(name)
        case "TransactWriteItems":
            for item in parameters["TransactItems"]:
                for kind, write in item.items():
                    action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
                    yield f"dynamodb:{action}", _table(write["TableName"])
        case operation:
            index = parameters.get("IndexName")
            yield (
                f"dynamodb:{operation}",
                _table(parameters["TableName"]) + (f"/index/{index}" if index else ""),
            )


def _scheduler(call: Call) -> Iterator[tuple[str, str]]:
    """MiniStack records a REST call by its method, and of a query nothing: a deletion's group is not on the
    trail. That it is ours is seen in test_sessions, where the old schedules of a moved session are gone."""
    group = call.parameters.get("GroupName", "endthestigma")
    match call.operation:
        case "GET.scheduler":
            yield "scheduler:ListSchedules", _arn("scheduler", "schedule/*/*")
        case "POST.scheduler":
            yield "scheduler:CreateSchedule", _arn("scheduler", f"schedule/{group}/one")
            yield "iam:PassRole", str(call.parameters["Target"]["RoleArn"])
        case "DELETE.scheduler":
            yield "scheduler:DeleteSchedule", _arn("scheduler", f"schedule/{group}/one")


def _table(name: str) -> str:
    return _arn("dynamodb", f"table/{name}")


def _arn(service: str, resource: str) -> str:
    return ARN.format(service=service, resource=resource)


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def fits(needed: Permission, allowed: Permission) -> bool:
    return needed[:2] == allowed[:2] and fnmatchcase(needed[2], allowed[2])


@pytest.fixture(scope="module")
def needed(campaign: Campaign) -> set[Permission]:
    return {(call.function, *need) for call in calls_of(campaign.deployment) for need in needs(call)}


@pytest.fixture(scope="module")
def allowed(campaign: Campaign) -> set[Permission]:
    return set(allowances(campaign.deployment))


def test_every_function_was_at_work(needed: set[Permission], campaign: Campaign) -> None:
    at_work = told_by_all("at-work", {function for function, _, _ in needed})

    assert frozenset().union(*at_work) == set(roles(campaign.deployment))


def test_mail_was_sent_as_the_one_identity_that_is_allowed(
    allowed: set[Permission], campaign: Campaign
) -> None:
    assert campaign.mails()
    assert ("deliver", "ses:SendBulkEmail", _arn("ses", "identity/example.org")) in allowed


def test_no_function_calls_what_its_role_does_not_allow(
    needed: set[Permission], allowed: set[Permission]
) -> None:
    assert sorted(need for need in needed if not any(fits(need, allowance) for allowance in allowed)) == []


def test_no_role_allows_what_its_function_never_calls(needed: set[Permission], campaign: Campaign) -> None:
    """An allowance is named by its place among its function's, since names of resources differ between two
    deployments of the template."""
    places: Counter[str] = Counter()
    spare: dict[str, Permission] = {}
    for one in allowances(campaign.deployment):
        places[one[0]] += 1
        if not any(fits(need, one) for need in needed):
            spare[f"{one[0]} {places[one[0]]}"] = one

    never = frozenset(spare).intersection(*told_by_all("spare", spare))
    unexplained = {
        one
        for one in (spare[place] for place in never)
        if one[1] not in BY_LAMBDA and not any(fits(one, known) for known in UNSEEN)
    }
    assert sorted(unexplained) == []
