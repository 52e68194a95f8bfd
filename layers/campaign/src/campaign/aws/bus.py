"""The campaign bus: an EventBridge bus that change events are put on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from campaign.aws.errors import translated
from campaign.kernel.change import ChangeEvent

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

LIMIT = 10


class Bus:
    """One bus, written to in batches of ten."""

    def __init__(self, client: EventBridgeClient, name: str) -> None:
        self.client = client
        self.name = name

    def put(self, events: Sequence[ChangeEvent]) -> list[bool]:
        """Put at most ten events. Answers for each whether the bus took it: PutEvents may take some and
        refuse others, and says so only in its answer."""
        with translated(self.name):
            answer = self.client.put_events(
                Entries=[
                    {
                        "EventBusName": self.name,
                        "Source": "campaign",
                        "DetailType": event.type,
                        "Detail": event.model_dump_json(exclude_none=True),
                        "Time": event.occurred_at,
                    }
                    for event in events
                ]
            )
        return ["ErrorCode" not in entry for entry in answer["Entries"]]
