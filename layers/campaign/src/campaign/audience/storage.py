"""A follower in the state table: one item with the address, and one without it for each topic followed."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Protocol

from campaign.audience.follower import Channel, Follower
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

SHARDS = 64
PARTS = 8
"""An audience is read in as many parts, each of every eighth shard."""

SUBSCRIBER = "SUB"


class Recipient(NamedTuple):
    """Whom to tell, without where: all that expanding an announcement needs to know."""

    follower_id: str
    channel: Channel


class Audience(Protocol):
    """Where followers are kept."""

    def register(self, follower: Follower) -> None:
        """Raises ConflictError when the id is taken."""

    def find(self, follower_id: str) -> Follower | None: ...

    def remove(self, follower_id: str) -> None:
        """With everything that is known of them; raises NotFoundError."""

    def recipients(self, topics: Iterable[str], part: int) -> Iterable[Recipient]:
        """One of the PARTS, counted from 0, of the followers of any of the topics, each once."""


def partition(follower_id: str) -> str:
    return f"SUB#{follower_id}"


def shard_of(follower_id: str) -> int:
    """The same on every machine and in every process, unlike hash()."""
    return sha256(follower_id.encode()).digest()[0] % SHARDS


def topic_partition(topic: str, shard: int) -> str:
    return f"TOPIC#{topic}#{shard}"


def items_of(follower: Follower) -> list[Item]:
    """The follower's own item first."""
    return [_subscriber(follower), *(_follow(follower, topic) for topic in dict.fromkeys(follower.topics))]


def follower_in(item: Item) -> Follower:
    return Follower.model_validate_json(item.data)


def recipient_in(item: Item) -> Recipient:
    return Recipient(item.pk.removeprefix("SUB#"), Channel(item.data))


def _subscriber(follower: Follower) -> Item:
    return Item(
        pk=partition(follower.id),
        sk=SUBSCRIBER,
        version=1,
        data=follower.model_dump_json(),
        changed_at=iso(follower.registered_at),
    )


def _follow(follower: Follower, topic: str) -> Item:
    return Item(
        pk=partition(follower.id),
        sk=f"TOPIC#{topic}",
        version=1,
        data=follower.channel.value,
        changed_at=iso(follower.registered_at),
        gsi1=(topic_partition(topic, shard_of(follower.id)), follower.id),
    )
