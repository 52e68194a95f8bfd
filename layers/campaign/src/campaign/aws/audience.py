"""Followers in the state table."""

from collections.abc import Iterable, Iterator

from campaign.audience.follower import Follower
from campaign.audience.storage import (
    PARTS,
    SHARDS,
    SUBSCRIBER,
    Recipient,
    follower_in,
    items_of,
    partition,
    recipient_in,
    topic_partition,
)
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError


class AudienceTable:
    """Implements `campaign.audience.storage.Audience`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def register(self, follower: Follower) -> None:
        thing = f"follower {follower.id}"
        try:
            self.table.transact(
                thing, [self.table.put_action(item, expected=None) for item in items_of(follower)]
            )
        except ConflictError as error:
            raise ConflictError(
                thing, "the id is taken", "remove that follower first or choose another id"
            ) from error

    def find(self, follower_id: str) -> Follower | None:
        item = self.table.get(partition(follower_id), SUBSCRIBER)
        return follower_in(item) if item else None

    def remove(self, follower_id: str) -> None:
        thing = f"follower {follower_id}"
        follower = self.find(follower_id)
        if follower is None:
            raise NotFoundError(thing, "there is none of this id", "check the id")
        self.table.transact(thing, [self.table.delete_action(*item.key) for item in items_of(follower)])

    def recipients(self, topics: Iterable[str], part: int) -> Iterator[Recipient]:
        """A follower is in the same shard under every topic: only one shard at a time is held in memory."""
        wanted = tuple(topics)
        for shard in range(part, SHARDS, PARTS):
            found: dict[Recipient, None] = {}
            for topic in wanted:
                items = self.table.query_index("gsi1", topic_partition(topic, shard), page_size=1000)
                found.update(dict.fromkeys(map(recipient_in, items)))
            yield from found
