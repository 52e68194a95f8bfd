"""A subscriber in the state table: one item with the address, and one without it for each topic followed."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Protocol

from campaign.audience.subscriber import Channel, Subscriber
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

SHARDS = 64
PARTS = 8
"""An audience is read in as many parts, each of every eighth shard."""

SUBSCRIBER = "SUB"


class Recipient(NamedTuple):
    """Whom to tell, without where: all that expanding an announcement needs to know."""

    subscriber_id: str
    channel: Channel


class Audience(Protocol):
    """Where subscribers are kept."""

    def register(self, subscriber: Subscriber) -> None:
        """Raises ConflictError when the id is taken."""

    def find(self, subscriber_id: str) -> Subscriber | None: ...

    def remove(self, subscriber_id: str) -> None:
        """With everything that is known of them; raises NotFoundError."""

    def recipients(self, topics: Iterable[str], part: int) -> Iterable[Recipient]:
        """One of the PARTS, counted from 0, of the subscribers of any of the topics, each once."""


def partition(subscriber_id: str) -> str:
    return f"SUB#{subscriber_id}"


def shard_of(subscriber_id: str) -> int:
    """The same on every machine and in every process, unlike hash()."""
    return sha256(subscriber_id.encode()).digest()[0] % SHARDS


def topic_partition(topic: str, shard: int) -> str:
    return f"TOPIC#{topic}#{shard}"


def items_of(subscriber: Subscriber) -> list[Item]:
    """The subscriber's own item first."""
    topics = dict.fromkeys(subscriber.topics)
    return [_subscriber(subscriber), *(_follow(subscriber, topic) for topic in topics)]


def subscriber_in(item: Item) -> Subscriber:
    return Subscriber.model_validate_json(item.data)


def recipient_in(item: Item) -> Recipient:
    return Recipient(item.pk.removeprefix("SUB#"), Channel(item.data))


def _subscriber(subscriber: Subscriber) -> Item:
    return Item(
        pk=partition(subscriber.id),
        sk=SUBSCRIBER,
        version=1,
        data=subscriber.model_dump_json(),
        changed_at=iso(subscriber.registered_at),
    )


def _follow(subscriber: Subscriber, topic: str) -> Item:
    return Item(
        pk=partition(subscriber.id),
        sk=f"TOPIC#{topic}",
        version=1,
        data=subscriber.channel.value,
        changed_at=iso(subscriber.registered_at),
        gsi1=(topic_partition(topic, shard_of(subscriber.id)), subscriber.id),
    )
