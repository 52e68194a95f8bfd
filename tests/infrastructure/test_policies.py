"""Every policy of the templates: what gives rights to a function, and what lets a service in. An exception is
named here with its reason, or there is none."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.templates import APPLICATION, INFRASTRUCTURE, ROOT, as_list, resources, statements

STARS = {
    ("Tracing", "xray:PutTraceSegments"): "X-Ray knows no resources",
    ("Tracing", "xray:PutTelemetryRecords"): "X-Ray knows no resources",
    ("DeliverRole", "ses:GetAccount"): "the sending quota is the account's, and no resource's",
    ("EmbeddedAwsDifferences", "dynamodb:BatchExecuteStatement"): "no such action on AWS",
    ("EmbeddedAwsDifferences", "scheduler:ListSchedules"): "MiniStack asks for it on a star",
    ("EmbeddedAwsDifferences", "ses:SendEmail"): "MiniStack asks for it on a star",
    ("EmbeddedAwsDifferences", "ses:SendBulkEmail"): "MiniStack asks for it on a star",
}
"""Actions that are allowed on every resource."""

_PARTIQL = "PartiQL statements of several kinds of items in one call, whose keys the hot path makes"
WHOLE_TABLE = {
    ("LookUpPostsRole", "State"): "quarantine, submissions, and the rights of any video",
    ("CheckVideosRole", "Claim"): _PARTIQL,
    ("CheckVideosRole", "Rights"): "a video and its ledger, which begin with the same partition",
    ("IngestVideosRole", "Videos"): _PARTIQL,
    ("IngestVideosRole", "WhatItScreensBy"): "the policy, lists of creators, rights of a video",
    ("ServeStaffApiRole", "State"): "staff keep all that there is, but for care and stories",
    ("ServeStaffApiRole", "RightsAndFigures"): "staff keep all that there is, but for care and stories",
    ("PlanAnnouncementsRole", "Quarantine"): "tasks and the quarantine",
    ("PlanAnnouncementsRole", "Read"): "the present revision of whatever can be announced",
    ("AnnounceRole", "State"): "whatever can be announced, and the announcement",
    ("DeliverRole", "State"): _PARTIQL,
    ("PostWebhooksRole", "State"): _PARTIQL,
    ("PublishContentRole", "State"): "ten kinds of publications, policy, wording, quarantine",
}
"""Statements that reach items of the table without naming their partitions."""

SOURCES = {"aws:SourceArn", "aws:SourceAccount"}


def test_only_what_is_named_here_is_allowed_on_every_resource() -> None:
    found = {
        (name, action)
        for name, statement in statements()
        if "*" in as_list(statement.get("Resource", []))
        for action in as_list(statement["Action"])
    }

    assert found == set(STARS)


def test_only_what_is_named_here_reaches_the_whole_table() -> None:
    found = {
        (name, statement["Sid"])
        for name, statement in statements()
        if {"Ref": "TableArn"} in as_list(statement.get("Resource", []))
        and "dynamodb:LeadingKeys" not in str(statement.get("Condition"))
    }

    assert found == set(WHOLE_TABLE)


def documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """(resource, statement) of every policy that says who may come in."""
    for template in (APPLICATION, *INFRASTRUCTURE.values()):
        for name, resource in template["Resources"].items():
            properties = resource.get("Properties", {})
            for key in ("PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy"):
                document = properties.get(key, {})
                for statement in document.get("Statement", []):
                    branches = statement.get("Fn::If", [None, statement])[1:]
                    for branch in branches:
                        if "Principal" in branch:
                            yield name, branch


def test_a_service_comes_in_for_this_accounts_own_things_alone() -> None:
    """But for Lambda taking on a function's role: it hands over neither source, so AWS would refuse."""
    without = {
        (name, statement["Principal"]["Service"])
        for name, statement in documents()
        if "Service" in as_list(statement["Principal"])[0]
        and not any(source in str(statement.get("Condition")) for source in SOURCES)
    }

    assert {service for _, service in without} == {"lambda.amazonaws.com"}
    assert {name for name, _ in without} == {
        name for name in resources("AWS::IAM::Role") if name != "ScheduleRole"
    }


def test_whoever_is_anybody_is_only_ever_refused() -> None:
    anybody = [statement for _, statement in documents() if statement["Principal"] == "*"]

    assert anybody
    assert {statement["Effect"] for statement in anybody} == {"Deny"}


@pytest.mark.parametrize("name", ["ScheduleRoleArn"])
def test_a_role_is_handed_to_one_service_alone(name: str) -> None:
    handed = [statement for _, statement in statements() if "iam:PassRole" in as_list(statement["Action"])]

    assert len(handed) == 3
    for statement in handed:
        assert statement["Resource"] == {"Ref": name}
        assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}}


KEYS = {
    "TikTokSecret": "SecretsKey",
    "PartnerWebhookSecret": "SecretsKey",
    "WebhookSigningSecret": "SecretsKey",
    "PublicApiSecret": "SecretsKey",
    "AudienceKey": "AddressesKey",
}


def test_secrets_addresses_tokens_and_stories_have_a_key_each() -> None:
    state = INFRASTRUCTURE["state"]["Resources"]
    secrets = {
        name: str(as_list(secret["Properties"]["KmsKeyId"]["Fn::GetAtt"])[0]).removesuffix(".Arn")
        for name, secret in resources("AWS::SecretsManager::Secret").items()
    }

    assert secrets == KEYS
    assert {name for name in state if state[name]["Type"] == "AWS::KMS::Key"} == {
        "TokenKey",
        "CareKey",
        "SecretsKey",
        "AddressesKey",
    }
    assert all(
        key["Properties"]["EnableKeyRotation"] and key["UpdateReplacePolicy"] == "Retain"
        for key in resources("AWS::KMS::Key").values()
    )


def test_who_reads_a_secret_opens_it_through_secrets_manager_with_its_own_key_alone() -> None:
    read = {
        (name, f"{KEYS[secret['Ref'].removesuffix('Arn')]}Arn")
        for name, statement in statements()
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        for secret in as_list(statement["Resource"])
    }
    opened = {
        (name, key["Ref"])
        for name, statement in statements()
        if "kms:ViaService" in statement.get("Condition", {}).get("StringEquals", {})
        for key in as_list(statement["Resource"])
    }
    direct = {
        key["Ref"]
        for _, statement in statements()
        if "kms:" in str(statement["Action"]) and "Condition" not in statement
        for key in as_list(statement["Resource"])
    }

    assert opened == read
    assert direct == {"TokenKeyArn", "CareKeyArn"}


def test_what_has_no_throttle_of_its_own_is_bounded_and_nothing_else_is() -> None:
    """A queue's MaximumConcurrency and an API's throttle bound everything else; a reservation there would
    leave messages to be tried in vain."""
    bounded = {
        name: "ReservedConcurrentExecutions" in resource["Properties"]
        for name, resource in APPLICATION["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    urls = {
        name
        for name, resource in APPLICATION["Resources"].items()
        if "FunctionUrlConfig" in resource.get("Properties", {})
    }

    assert {name for name, is_bounded in bounded.items() if is_bounded} == urls == {"ReceiveWebhook"}


def test_both_apis_stand_behind_waf_and_what_people_tell_is_read_by_none_of_its_rules() -> None:
    protection = INFRASTRUCTURE["protection"]["Resources"]
    behind = [
        one["Properties"]["ResourceArn"]["Fn::Sub"]
        for one in protection.values()
        if one["Type"] == "AWS::WAFv2::WebACLAssociation"
    ]
    managed = [
        rule
        for rule in protection["WebAcl"]["Properties"]["Rules"]
        if "ManagedRuleGroupStatement" in rule["Statement"] and "None" in rule["OverrideAction"]
    ]

    assert {api for api in ("PublicApiId", "StaffApiId") for arn in behind if f"${{{api}}}" in arn} == {
        "PublicApiId",
        "StaffApiId",
    }
    assert APPLICATION["Parameters"]["WebApplicationFirewall"]["Default"] == "true"
    for rule in managed:
        scope = rule["Statement"]["ManagedRuleGroupStatement"]["ScopeDownStatement"]
        assert scope["NotStatement"]["Statement"]["ByteMatchStatement"]["SearchString"] == "/v1/stories"


def test_every_check_that_is_left_out_says_why() -> None:
    lines = (ROOT / ".checkov.yaml").read_text("utf-8").partition("skip-check:")[2].strip("\n").splitlines()
    unexplained = [
        line
        for before, line in pairwise(["", *lines])
        if line.strip().startswith("- CKV") and not before.strip().startswith(("#", "- CKV"))
    ]
    left_out = [
        skip
        for template in (APPLICATION, *INFRASTRUCTURE.values())
        for resource in template["Resources"].values()
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", [])
    ]

    assert unexplained == []
    assert len(left_out) == 2
    assert all(skip["comment"] for skip in left_out)
