"""Announcements and deliveries in the state table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from campaign.announcements.deciding import Reader
from campaign.announcements.hold import Hold
from campaign.announcements.ledger import KEEP_DELIVERIES, AnnouncementRecord, Delivery
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.audience.cap import Told
from campaign.audience.storage import shard_of
from campaign.kernel.clock import iso
from campaign.kernel.errors import TransientError
from campaign.kernel.item import Item

HEAD = "HEAD"
INDEX = "ANNOUNCEMENTS"


class OvertakenError(TransientError):
    """Somebody else recorded something of the same announcement meanwhile."""


class Announcements(Protocol):
    """Where it is kept what became of announcements.

    `record` and `hold_back` raise OvertakenError when somebody else recorded something meanwhile: try again
    and see what.
    """

    def announcement(self, due: AnnouncementDue) -> AnnouncementRecord | None: ...

    def record(self, record: AnnouncementRecord) -> None: ...

    def hold_back(self, record: AnnouncementRecord, due: AnnouncementDue) -> None:
        """Record that a hold stopped it and that it is to be sent again afterwards, both or neither."""


class Claim(NamedTuple):
    """An entry that says an attempt begins, with what the reader was told then."""

    entry: Delivery
    told: Told


class Deliveries(Protocol):
    """Where it is kept what became of deliveries."""

    def known(self, keys: Iterable[DeliveryKey]) -> Mapping[DeliveryKey, Delivery]: ...

    def claim(
        self, claims: Sequence[Claim], others: Sequence[tuple[Delivery, Delivery | None]], now: datetime
    ) -> Collection[str]:
        """Keep the claims, and the entries of others who are not sent to in the place of those that they
        follow: all of them, or none. Then the answer names the subscribers of whom somebody else wrote
        meanwhile; empty when all are kept."""

    def settle(self, entries: Iterable[tuple[Delivery, Delivery | None]]) -> Collection[DeliveryKey]:
        """Keep each entry in the place of the one that it follows. Answers those in whose place there is
        another. Raises TransientError when some could not be kept for now."""


class Page(NamedTuple):
    """What is read for some readers together: each of them, without entries of the ledger, and the hold."""

    readers: dict[str, Reader]
    hold: Hold


class Readers(Protocol):
    """Where a page's readers are."""

    def read(self, due: AnnouncementDue, subscribers: Collection[str]) -> Page:
        """In one call, which reads the news as well."""


def announcement_partition(key: str) -> str:
    return f"ANN#{key}"


def delivery_partition(announcement: str, shard: int) -> str:
    """Spread over shards, since all subscribers of one announcement are written at once."""
    return f"DEL#{announcement}#{shard}"


def delivery_key(key: DeliveryKey) -> tuple[str, str]:
    shard = shard_of(key.subscriber_id)
    return delivery_partition(key.announcement, shard), f"{key.subscriber_id}#{key.channel}"


def announcement_item(record: AnnouncementRecord) -> Item:
    """Kept for ever: without it, the next change of the session would tell everyone again."""
    return Item(
        pk=announcement_partition(record.key),
        sk=HEAD,
        version=record.version,
        data=record.model_dump_json(),
        changed_at=iso(record.recorded_at),
        gsi1=(INDEX, iso(record.recorded_at)),
    )


def delivery_item(delivery: Delivery) -> Item:
    pk, sk = delivery_key(delivery.key)
    return Item(
        pk=pk,
        sk=sk,
        version=delivery.version,
        data=delivery.model_dump_json(exclude_none=True),
        changed_at=iso(delivery.recorded_at),
        expires_at=int((delivery.recorded_at + KEEP_DELIVERIES).timestamp()),
    )


def announcement_in(item: Item) -> AnnouncementRecord:
    return AnnouncementRecord.model_validate_json(item.data)


def delivery_in(item: Item) -> Delivery:
    return Delivery.model_validate_json(item.data)
