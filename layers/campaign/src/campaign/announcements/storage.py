"""Announcements and deliveries in the state table."""

from typing import Protocol

from campaign.announcements.ledger import KEEP_DELIVERIES, AnnouncementRecord, Delivery
from campaign.announcements.messages import AnnouncementDue, DeliveryDue
from campaign.audience.storage import shard_of
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

HEAD = "HEAD"


class Ledger(Protocol):
    """Where it is kept what became of announcements and deliveries.

    `record_…` raise TransientError when somebody else recorded something meanwhile: try again and see what.
    """

    def announcement(self, due: AnnouncementDue) -> AnnouncementRecord | None: ...

    def record_announcement(self, record: AnnouncementRecord) -> None: ...

    def delivery(self, due: DeliveryDue) -> Delivery | None: ...

    def record_delivery(self, delivery: Delivery) -> None: ...


def announcement_partition(key: str) -> str:
    return f"ANN#{key}"


def delivery_key(announcement: str, subscriber_id: str, channel: str) -> tuple[str, str]:
    """Spread over shards, since all subscribers of one announcement are written at once."""
    return f"DEL#{announcement}#{shard_of(subscriber_id)}", f"{subscriber_id}#{channel}"


def announcement_item(record: AnnouncementRecord) -> Item:
    """Kept for ever: without it, the next change of the session would tell everyone again."""
    return Item(
        pk=announcement_partition(record.key),
        sk=HEAD,
        version=record.version,
        data=record.model_dump_json(),
        changed_at=iso(record.recorded_at),
    )


def delivery_item(delivery: Delivery) -> Item:
    pk, sk = delivery_key(delivery.announcement, delivery.subscriber_id, delivery.channel)
    return Item(
        pk=pk,
        sk=sk,
        version=delivery.version,
        data=delivery.model_dump_json(),
        changed_at=iso(delivery.recorded_at),
        expires_at=int((delivery.recorded_at + KEEP_DELIVERIES).timestamp()),
    )


def announcement_in(item: Item) -> AnnouncementRecord:
    return AnnouncementRecord.model_validate_json(item.data)


def delivery_in(item: Item) -> Delivery:
    return Delivery.model_validate_json(item.data)
