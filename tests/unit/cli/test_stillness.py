"""Nothing of a deployment acts while it is kept still, and afterwards everything does as before."""

# ruff: noqa: N803  # boto3's own names

from dataclasses import dataclass, field
from typing import Any

from campaign_cli.stillness import Stillness

RESOURCES = {
    "one": "AWS::Lambda::Function",
    "two": "AWS::Lambda::Function",
    "queue-mapping": "AWS::Lambda::EventSourceMapping",
    "stream-mapping": "AWS::Lambda::EventSourceMapping",
    "table": "AWS::DynamoDB::Table",
}


@dataclass
class Aws:
    """Stands for a Deployment, and for CloudFormation and Lambda, as far as they are asked here."""

    reserved: dict[str, int] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=lambda: {"one": {}, "two": {}})
    enabled: dict[str, bool] = field(default_factory=lambda: {"queue-mapping": True, "stream-mapping": True})
    order: list[str] = field(default_factory=list)
    stack_name: str = "campaign"

    def client(self, _: str) -> "Aws":
        return self

    def get_paginator(self, _: str) -> "Aws":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        found = [{"ResourceType": kind, "PhysicalResourceId": name} for name, kind in RESOURCES.items()]
        return [{"StackResourceSummaries": found[:2]}, {"StackResourceSummaries": found[2:]}]

    def get_function(self, FunctionName: str) -> dict[str, Any]:
        return {"Configuration": {"FunctionArn": FunctionName}}

    def update_event_source_mapping(self, UUID: str, Enabled: bool) -> None:
        self.enabled[UUID] = Enabled
        self.order.append(UUID)

    def get_event_source_mapping(self, UUID: str) -> dict[str, str]:
        return {"State": "Enabled" if self.enabled[UUID] else "Disabled"}

    def get_function_concurrency(self, FunctionName: str) -> dict[str, int]:
        known = self.reserved.get(FunctionName)
        return {} if known is None else {"ReservedConcurrentExecutions": known}

    def put_function_concurrency(self, FunctionName: str, ReservedConcurrentExecutions: int) -> None:
        self.reserved[FunctionName] = ReservedConcurrentExecutions
        self.order.append(FunctionName)

    def delete_function_concurrency(self, FunctionName: str) -> None:
        self.reserved.pop(FunctionName, None)
        self.order.append(FunctionName)

    def tag_resource(self, Resource: str, Tags: dict[str, str]) -> None:
        self.tags[Resource] |= Tags

    def untag_resource(self, Resource: str, TagKeys: list[str]) -> None:
        for key in TagKeys:
            del self.tags[Resource][key]

    def list_tags(self, Resource: str) -> dict[str, Any]:
        return {"Tags": self.tags[Resource]}


def test_event_sources_are_off_before_functions_are_and_no_function_may_run() -> None:
    aws = Aws()

    Stillness(aws).keep()  # type: ignore[arg-type]

    assert aws.order == ["queue-mapping", "stream-mapping", "one", "two"]
    assert not any(aws.enabled.values())
    assert aws.reserved == {"one": 0, "two": 0}


def test_afterwards_everything_is_as_before_whatever_was_reserved() -> None:
    aws = Aws(reserved={"two": 7})

    for _ in range(2):  # a command that died is run again
        Stillness(aws).keep()  # type: ignore[arg-type]
    Stillness(aws).end()  # type: ignore[arg-type]

    assert aws.reserved == {"two": 7}
    assert aws.tags == {"one": {}, "two": {}}
    assert all(aws.enabled.values())
