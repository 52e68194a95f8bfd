"""Followers in the state table."""

from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from campaign.audience.follower import Follower
from campaign.audience.storage import (
    SHARDS,
    SUBSCRIBER,
    Recipient,
    follower_in,
    items_of,
    partition,
    recipient_in,
    topic_partition,
)
from campaign.aws.attributes import to_attributes
from campaign.aws.errors import translated
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError


class AudienceTable:
    """Implements `campaign.audience.storage.Audience`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def register(self, follower: Follower) -> None:
        try:
            self._transact(
                follower.id,
                [
                    {
                        "Put": {
                            "TableName": self.table.name,
                            "Item": to_attributes(item),
                            "ConditionExpression": "attribute_not_exists(pk)",
                        }
                    }
                    for item in items_of(follower)
                ],
            )
        except ConflictError as error:
            raise ConflictError(
                f"follower {follower.id}",
                "the id is taken",
                "remove that follower first or choose another id",
            ) from error

    def find(self, follower_id: str) -> Follower | None:
        item = self.table.get(partition(follower_id), SUBSCRIBER)
        return follower_in(item) if item else None

    def remove(self, follower_id: str) -> None:
        follower = self.find(follower_id)
        if follower is None:
            raise NotFoundError(f"follower {follower_id}", "there is none of this id", "check the id")
        self._transact(
            follower_id,
            [
                {
                    "Delete": {
                        "TableName": self.table.name,
                        "Key": {"pk": {"S": item.pk}, "sk": {"S": item.sk}},
                    }
                }
                for item in items_of(follower)
            ],
        )

    def recipients(self, topics: Iterable[str]) -> Iterator[Recipient]:
        """A follower is in the same shard under every topic: only one shard at a time is held in memory."""
        wanted = tuple(topics)
        for shard in range(SHARDS):
            found: dict[Recipient, None] = {}
            for topic in wanted:
                items = self.table.query_index("gsi1", topic_partition(topic, shard), page_size=1000)
                found.update(dict.fromkeys(map(recipient_in, items)))
            yield from found

    def _transact(self, follower_id: str, actions: list[Any]) -> None:
        """All or nothing; raises ConflictError when a condition does not hold."""
        thing = f"follower {follower_id}"
        try:
            with translated(thing):
                self.table.client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            codes = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
            if "ConditionalCheckFailed" in codes:
                raise ConflictError(
                    thing, "it is not as expected", "read it again and repeat the change"
                ) from error
            if codes & {"TransactionConflict", "ThrottlingError"}:
                raise TransientError(thing, "another write was under way", "try again") from error
            raise
