"""A subscriber in the state table: one item with the sealed addresses, and one without for each index row."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Protocol

from campaign.audience.subscriber import Cadence, Channel, Subscriber
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

SHARDS = 64
PARTS = 8
"""An audience is read in as many parts, each of every eighth shard. Topics of one session or toolkit have no
more shards than that, one a part: few follow them, and each shard costs an announcement a query."""

SUBSCRIBER = "SUB"
TOLD = "TOLD"

EVERYBODY = "everybody"
DIGEST = "digest"
_EVERYTHING = "everything"
_WIDE = frozenset({EVERYBODY, DIGEST, "sessions", "toolkits"})


class Recipient(NamedTuple):
    """Whom to tell, without where: all that expanding an announcement needs to know. `channel`: the usual
    one."""

    subscriber_id: str
    channel: Channel


class Audience(Protocol):
    """Where subscribers are kept."""

    def register(self, subscriber: Subscriber) -> None:
        """Raises ConflictError when the id is taken."""

    def find(self, subscriber_id: str) -> Subscriber | None: ...

    def save(self, subscriber: Subscriber, replaced: Subscriber) -> None:
        """With a version one higher than that of the one replaced; raises ConflictError when that one is no
        longer the stored one."""

    def remove(self, subscriber_id: str) -> None:
        """With everything that is known of them; raises NotFoundError."""

    def recipients(self, topics: Iterable[str], part: int) -> Iterable[Recipient]:
        """One of the PARTS, counted from 0, of the subscribers of any of the topics, each once."""


def partition(subscriber_id: str) -> str:
    return f"SUB#{subscriber_id}"


def shard_of(subscriber_id: str) -> int:
    """The same on every machine and in every process, unlike hash()."""
    return sha256(subscriber_id.encode()).digest()[0] % SHARDS


def is_wide(topic: str) -> bool:
    """Whether the topic's rows are spread over all SHARDS; over PARTS otherwise."""
    return topic in _WIDE


def topic_partition(topic: str, shard: int) -> str:
    """`shard` as `shard_of` says, whatever the topic."""
    return f"TOPIC#{topic}#{shard if is_wide(topic) else shard % PARTS}"


def rows_of(subscriber: Subscriber) -> tuple[str, ...]:
    """Under which topics a subscriber is found. What was chosen beside a wider choice needs no row."""
    chosen = set(subscriber.topics)
    wide = {kind for kind in ("sessions", "toolkits") if chosen & {kind, _EVERYTHING}}
    single = {topic for topic in chosen - wide - {_EVERYTHING} if f"{topic.partition(':')[0]}s" not in wide}
    digest = {DIGEST} if subscriber.cadence is Cadence.DIGEST else set()
    return tuple(sorted({EVERYBODY} | wide | single | digest))


def items_of(subscriber: Subscriber) -> list[Item]:
    """The subscriber's own item first."""
    return [_subscriber(subscriber), *(_row(subscriber, topic) for topic in rows_of(subscriber))]


def subscriber_in(item: Item) -> Subscriber:
    return Subscriber.model_validate_json(item.data)


def recipient_in(item: Item) -> Recipient:
    return Recipient(item.pk.removeprefix("SUB#"), Channel(item.data))


def _subscriber(subscriber: Subscriber) -> Item:
    return Item(
        pk=partition(subscriber.id),
        sk=SUBSCRIBER,
        version=subscriber.version,
        data=subscriber.model_dump_json(),
        changed_at=iso(subscriber.registered_at),
    )


def _row(subscriber: Subscriber, topic: str) -> Item:
    return Item(
        pk=partition(subscriber.id),
        sk=f"TOPIC#{topic}",
        version=1,
        data=subscriber.contacts[0].channel.value,
        changed_at=iso(subscriber.registered_at),
        gsi1=(topic_partition(topic, shard_of(subscriber.id)), subscriber.id),
    )
