"""Subscribers in the state table."""

from collections.abc import Iterable, Iterator

from campaign.audience.storage import (
    PARTS,
    SHARDS,
    SUBSCRIBER,
    Recipient,
    items_of,
    partition,
    recipient_in,
    subscriber_in,
    topic_partition,
)
from campaign.audience.subscriber import Subscriber
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError


class AudienceTable:
    """Implements `campaign.audience.storage.Audience`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def register(self, subscriber: Subscriber) -> None:
        thing = f"subscriber {subscriber.id}"
        try:
            self.table.transact(
                thing, [self.table.put_action(item, expected=None) for item in items_of(subscriber)]
            )
        except ConflictError as error:
            raise ConflictError(
                thing, "the id is taken", "remove that subscriber first or choose another id"
            ) from error

    def find(self, subscriber_id: str) -> Subscriber | None:
        item = self.table.get(partition(subscriber_id), SUBSCRIBER)
        return subscriber_in(item) if item else None

    def remove(self, subscriber_id: str) -> None:
        thing = f"subscriber {subscriber_id}"
        subscriber = self.find(subscriber_id)
        if subscriber is None:
            raise NotFoundError(thing, "there is none of this id", "check the id")
        self.table.transact(thing, [self.table.delete_action(*item.key) for item in items_of(subscriber)])

    def recipients(self, topics: Iterable[str], part: int) -> Iterator[Recipient]:
        """A subscriber is in the same shard under every topic: only one shard at a time is held in memory."""
        wanted = tuple(topics)
        for shard in range(part, SHARDS, PARTS):
            found: dict[Recipient, None] = {}
            for topic in wanted:
                items = self.table.query_index("gsi1", topic_partition(topic, shard), page_size=1000)
                found.update(dict.fromkeys(map(recipient_in, items)))
            yield from found
