"""Keeping every function of a deployment from acting, and letting them go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from campaign_cli.deployment import Deployment
from campaign_cli.waiting import wait_for

RESERVED = "campaign:reserved-before"
"""The tag in which a function's own reserved concurrency is kept meanwhile, so that a command that died can
be run again."""
PATIENCE = 180.0
"""Seconds: Lambda takes up to a minute to stop a poller."""


@dataclass
class Stillness:
    """Event sources are switched off first, so that nothing that waits in a queue is received in vain; then
    no function may run at all, whoever calls it: schedules, APIs, function URLs."""

    deployment: Deployment

    def keep(self) -> None:
        """Idempotent. Afterwards nothing of the deployment reads or writes."""
        functions = self.deployment.client("lambda")
        for mapping in self._mappings:
            functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        wait_for("all event sources to be off", lambda: self._states() <= {"Disabled"}, PATIENCE)
        for name, arn in self._functions:
            reserved = functions.get_function_concurrency(FunctionName=name).get(
                "ReservedConcurrentExecutions"
            )
            if reserved:
                functions.tag_resource(Resource=arn, Tags={RESERVED: str(reserved)})
            functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)

    def end(self) -> None:
        """Idempotent. What has come meanwhile is worked off."""
        functions = self.deployment.client("lambda")
        for name, arn in self._functions:
            reserved = functions.list_tags(Resource=arn)["Tags"].get(RESERVED)
            if reserved is None:
                functions.delete_function_concurrency(FunctionName=name)
            else:
                functions.put_function_concurrency(
                    FunctionName=name, ReservedConcurrentExecutions=int(reserved)
                )
                functions.untag_resource(Resource=arn, TagKeys=[RESERVED])
        for mapping in self._mappings:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)
        wait_for("all event sources to be on", lambda: self._states() <= {"Enabled"}, PATIENCE)

    def _states(self) -> set[str]:
        functions = self.deployment.client("lambda")
        return {functions.get_event_source_mapping(UUID=mapping)["State"] for mapping in self._mappings}

    @cached_property
    def _functions(self) -> list[tuple[str, str]]:
        functions = self.deployment.client("lambda")
        return [
            (name, functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"])
            for name in self._of_type("AWS::Lambda::Function")
        ]

    @cached_property
    def _mappings(self) -> list[str]:
        return list(self._of_type("AWS::Lambda::EventSourceMapping"))

    def _of_type(self, kind: str) -> Iterator[str]:
        pages = (
            self.deployment.client("cloudformation")
            .get_paginator("list_stack_resources")
            .paginate(StackName=self.deployment.stack_name)
        )
        for page in pages:
            for resource in page["StackResourceSummaries"]:
                if resource["ResourceType"] == kind:
                    yield resource["PhysicalResourceId"]
