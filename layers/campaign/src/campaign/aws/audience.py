"""Subscribers in the state table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from campaign.audience.storage import (
    PARTS,
    SHARDS,
    SUBSCRIBER,
    TOLD,
    Recipient,
    is_wide,
    items_of,
    partition,
    recipient_in,
    subscriber_in,
    topic_partition,
)
from campaign.audience.subscriber import Subscriber
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from campaign.kernel.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef as Action

ROUNDS = 3
"""How often a removal is tried again when a change of the same subscriber was faster."""
_KEYS = 100


class AudienceTable:
    """Implements `campaign.audience.storage.Audience`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def register(self, subscriber: Subscriber) -> None:
        thing = f"subscriber {subscriber.id}"
        try:
            self.table.transact(thing, self.registering(subscriber))
        except ConflictError as error:
            raise ConflictError(
                thing, "the id is taken", "remove that subscriber first or choose another id"
            ) from error

    def registering(self, subscriber: Subscriber) -> list[Action]:
        """What `register` writes, for a transaction that writes more."""
        return [self.table.put_action(item, expected=None) for item in items_of(subscriber)]

    def find(self, subscriber_id: str) -> Subscriber | None:
        item = self.table.get(partition(subscriber_id), SUBSCRIBER)
        return subscriber_in(item) if item else None

    def save(self, subscriber: Subscriber, replaced: Subscriber) -> None:
        head, *rows = items_of(subscriber)
        _, *before = items_of(replaced)
        old = {row.key: row for row in before}
        new = {row.key: row for row in rows}
        actions = [self.table.put_action(head, replaced.version)]
        actions += [self.table.delete_action(*key) for key in old.keys() - new.keys()]
        actions += [
            self.table.put_action(row, 1 if key in old else None)
            for key, row in new.items()
            if key not in old or _differ(row, old[key])
        ]
        self.table.transact(f"subscriber {subscriber.id}", actions)

    def remove(self, subscriber_id: str) -> None:
        thing = f"subscriber {subscriber_id}"
        for _ in range(ROUNDS):
            subscriber = self.find(subscriber_id)
            if subscriber is None:
                raise NotFoundError(thing, "there is none of this id", "check the id")
            head, *rows = items_of(subscriber)
            actions = [self.table.delete_action(*head.key, expected=subscriber.version)]
            actions += [self.table.delete_action(*row.key) for row in rows]
            actions.append(self.table.delete_action(partition(subscriber_id), TOLD))
            try:
                self.table.transact(thing, actions)
            except ConflictError:
                continue
            return
        raise TransientError(thing, "it is being changed by others all the time", "try again")

    def recipients(self, topics: Iterable[str], part: int) -> Iterator[Recipient]:
        """A subscriber is in the same part under every topic, and in the same shard under every wide one:
        beside those of single sessions and toolkits only one shard at a time is held in memory."""
        wide = [topic for topic in dict.fromkeys(topics) if is_wide(topic)]
        single = [topic for topic in dict.fromkeys(topics) if not is_wide(topic)]
        followers = self._in_shard(single, part)
        yield from followers
        for shard in range(part, SHARDS, PARTS) if wide else ():
            yield from (found for found in self._in_shard(wide, shard) if found not in followers)

    def subscribers(self, topics: Iterable[str], part: int) -> Iterator[Subscriber]:
        """Implements `campaign.announcements.foreseeing.Surveyed`: who was removed meanwhile is left out."""
        found = iter(self.recipients(topics, part))
        while some := list(islice(found, _KEYS)):
            items = self.table.get_many((partition(each.subscriber_id), SUBSCRIBER) for each in some)
            yield from map(subscriber_in, items.values())

    def _in_shard(self, topics: list[str], shard: int) -> dict[Recipient, None]:
        found: dict[Recipient, None] = {}
        for topic in topics:
            items = self.table.query_index("gsi1", topic_partition(topic, shard), page_size=1000)
            found.update(dict.fromkeys(map(recipient_in, items)))
        return found


def _differ(one: Item, other: Item) -> bool:
    return one.data != other.data
