"""One-time schedules of EventBridge Scheduler: each sends one message and then deletes itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient


@dataclass(frozen=True, slots=True)
class ScheduleTarget:
    """`group` holds the schedules; messages go to `queue_arn`, or to `dead_letter_arn` when it takes none."""

    group: str
    queue_arn: str
    role_arn: str
    dead_letter_arn: str


class ScheduleGroup:
    """Implements `campaign.kernel.schedules.Schedules`."""

    def __init__(self, client: EventBridgeSchedulerClient, target: ScheduleTarget) -> None:
        self.client = client
        self.target = target

    def ensure(self, name: str, at: datetime, message: str) -> bool:
        """Answers whether it is new. A name stands for one time and message, so an existing one is right."""
        try:
            with translated(name):
                self.client.create_schedule(
                    GroupName=self.target.group,
                    Name=name,
                    ScheduleExpression=f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
                    ScheduleExpressionTimezone="UTC",
                    FlexibleTimeWindow={"Mode": "OFF"},
                    ActionAfterCompletion="DELETE",
                    Target={
                        "Arn": self.target.queue_arn,
                        "RoleArn": self.target.role_arn,
                        "Input": message,
                        "DeadLetterConfig": {"Arn": self.target.dead_letter_arn},
                    },
                )
        except ClientError as error:
            if code_of(error) == "ConflictException":
                return False
            raise
        return True

    def keep_only(self, prefix: str, names: Collection[str]) -> None:
        """Delete every schedule whose name starts with `prefix`, except `names`."""
        with translated(prefix):
            pages = self.client.get_paginator("list_schedules").paginate(
                GroupName=self.target.group, NamePrefix=prefix
            )
            stale = [
                found["Name"] for page in pages for found in page["Schedules"] if found["Name"] not in names
            ]
        for name in stale:
            self._delete(name)

    def _delete(self, name: str) -> None:
        try:
            with translated(name):
                self.client.delete_schedule(GroupName=self.target.group, Name=name)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":  # it fired, or somebody else deleted it
                raise
