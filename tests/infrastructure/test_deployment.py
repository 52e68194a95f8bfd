"""How a new version of the functions goes out, and back: as SAM makes CloudFormation of the template."""

import re
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from campaign_cli.project import EMBEDDED_PROGRAMS
from tests.sam_transform import Asked, transformed
from tests.templates import APPLICATION, INFRASTRUCTURE, ROOT, functions

ALARMS_A_GROUP = 10
"""CodeDeploy takes no more."""
RESOURCES, BYTES = 500, 1_000_000
"""CloudFormation takes no more of one template."""
SHIFTING = APPLICATION["Parameters"]["TrafficShifting"]["AllowedValues"]


def packaged(layer: str = "as-it-was") -> dict[str, Any]:
    """As `sam deploy` hands it over: code is at an address that its contents make."""
    template = deepcopy(APPLICATION)
    for resource in template["Resources"].values():
        properties = resource["Properties"]
        if "CodeUri" in properties:
            properties["CodeUri"] = f"s3://packaged/{properties['CodeUri']}"
        if "ContentUri" in properties:
            properties["ContentUri"] = f"s3://packaged/{layer}"
    return template


GRADUAL = {"GradualDeployment": "true", "WebhookConcurrency": "50"}


@cache
def deployments() -> dict[str, dict[str, dict[str, Any]]]:
    """The resources of each of these, by name."""
    asked: dict[str, Asked] = {
        "gradual": (packaged(), GRADUAL),
        "again": (packaged(), GRADUAL),
        "another layer": (packaged(layer="changed"), GRADUAL),
        "at once": (packaged(), {"WebhookConcurrency": "50"}),
    }
    made = transformed(EMBEDDED_PROGRAMS / "python", list(asked.values()))
    return {name: template["Resources"] for name, template in zip(asked, made, strict=True)}


def gradual() -> dict[str, dict[str, Any]]:
    return deployments()["gradual"]


def of_type(kind: str, resources: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def versions(resources: dict[str, dict[str, Any]]) -> set[str]:
    """A version whose name is another is published."""
    return set(of_type("AWS::Lambda::Version", resources))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("AWS::Lambda::EventSourceMapping", lambda one: one["FunctionName"]),
        ("AWS::Lambda::Permission", lambda one: one["FunctionName"]),
        ("AWS::Lambda::Url", lambda one: one["TargetFunctionArn"]),
        ("AWS::Scheduler::Schedule", lambda one: one["Target"]["Arn"]),
    ],
)
def test_whatever_wakes_a_function_wakes_its_alias(kind: str, target: Any) -> None:
    woken = [target(one["Properties"]) for one in of_type(kind, gradual()).values()]

    assert woken
    aliases = of_type("AWS::Lambda::Alias", gradual())
    assert [one for one in woken if one.get("Ref") not in aliases] == []


def test_apis_ask_the_aliases_alone() -> None:
    definitions = [
        one["Properties"]["Body"] for one in of_type("AWS::ApiGateway::RestApi", gradual()).values()
    ]

    asked = re.findall(r"functions/(\$\{[^}]+\})/invocations", str(definitions))
    assert asked
    assert {one for one in asked if not one.endswith(".Alias}") and "Aliaslive" not in one} == set()


def test_each_function_goes_out_gradually_and_back_on_an_alarm() -> None:
    groups = of_type("AWS::CodeDeploy::DeploymentGroup", gradual())
    aliases = of_type("AWS::Lambda::Alias", gradual())

    assert len(groups) == len(aliases) == len(functions())
    assert {
        one["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"]["Ref"]
        for one in aliases.values()
    } == set(groups)
    for one in groups.values():
        assert "DEPLOYMENT_STOP_ON_ALARM" in one["Properties"]["AutoRollbackConfiguration"]["Events"]
        assert 0 < len(one["Properties"]["AlarmConfiguration"]["Alarms"]) <= ALARMS_A_GROUP


def test_what_rolls_back_rings_while_a_part_of_the_traffic_is_shifted() -> None:
    """An alarm that needs longer than the shifting would ring when nothing is left to roll back."""
    (named,) = {
        str(one["Properties"]["AlarmConfiguration"]["Alarms"])
        for one in of_type("AWS::CodeDeploy::DeploymentGroup", gradual()).values()
    }
    everywhere = {**APPLICATION["Resources"], **INFRASTRUCTURE["operations"]["Resources"]}
    alarms = {
        name: one["Properties"]
        for name, one in everywhere.items()
        if one["Type"] == "AWS::CloudWatch::Alarm" and name in named
    }

    assert len(alarms) == named.count("'Name'") == 6
    slowest = max(
        one["EvaluationPeriods"] * (one.get("Period") or one["Metrics"][1]["MetricStat"]["Period"])
        for one in alarms.values()
    )
    assert all(minutes(shifting) * 60 > slowest for shifting in SHIFTING)


def minutes(shifting: str) -> int:
    """Until all traffic is shifted, of CodeDeploy's own names."""
    percent, length = (int(number) for number in re.findall(r"\d+", shifting))
    return length if shifting.startswith("Canary") else length * (100 // percent - 1)


def test_a_version_is_published_when_the_code_in_a_layer_changes_and_only_then() -> None:
    before = versions(gradual())

    assert versions(deployments()["again"]) == before
    assert versions(deployments()["another layer"]).isdisjoint(before)


@pytest.mark.parametrize("name", sorted(functions()))
def test_a_version_is_published_when_a_parameter_of_the_function_changes(name: str) -> None:
    """By its description, which CloudFormation replaces a version for. Of a parameter SAM sees the name alone
    (aws/serverless-application-model, issue 3820), so that what is live would go on with the old value."""
    properties = functions()[name]

    settings = [properties["Environment"], APPLICATION["Globals"]["Function"]["Environment"]]
    told = set(parameters_in(settings))
    assert properties["AutoPublishAliasAllProperties"] is True
    assert set(parameters_in(properties["VersionDescription"])) == told


def parameters_in(value: Any) -> Iterator[str]:
    """Those that the value is made of."""
    if isinstance(value, dict):
        names = (
            [value["Ref"]] if "Ref" in value else re.findall(r"\$\{(\w+)\}", str(value.get("Fn::Sub", "")))
        )
        yield from (name for name in names if name in APPLICATION["Parameters"])
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parameters_in(part)


def test_without_gradual_deployment_nothing_is_asked_of_codedeploy() -> None:
    """So that a repair is out at once though an alarm rings, and that the embedded AWS, which knows no
    CodeDeploy, deploys the same template."""
    at_once = deployments()["at once"]

    assert not [name for name, one in at_once.items() if one["Type"].startswith("AWS::CodeDeploy")]
    assert not [name for name, one in at_once.items() if "UpdatePolicy" in one]
    assert versions(at_once) == versions(gradual())


@pytest.mark.parametrize(("place", "expected"), [("dev", False), ("prod", True), ("local", False)])
def test_production_alone_is_deployed_gradually(place: str, expected: bool) -> None:
    configuration = tomllib.loads((ROOT / "samconfig.toml").read_text("utf-8"))

    overrides = configuration[place]["deploy"]["parameters"]["parameter_overrides"]
    assert ("GradualDeployment=true" in overrides) is expected


def test_the_application_is_well_within_what_cloudformation_takes() -> None:
    assert len(gradual()) < 0.8 * RESOURCES
    assert len(str(gradual())) < 0.8 * BYTES
