"""The ledger of announcements and deliveries, in the state table."""

from campaign.announcements.ledger import AnnouncementRecord, Delivery
from campaign.announcements.messages import AnnouncementDue, DeliveryDue
from campaign.announcements.storage import (
    HEAD,
    announcement_in,
    announcement_item,
    announcement_partition,
    delivery_in,
    delivery_item,
    delivery_key,
)
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item


class LedgerTable:
    """Implements `campaign.announcements.storage.Ledger`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def announcement(self, due: AnnouncementDue) -> AnnouncementRecord | None:
        item = self.table.get(announcement_partition(due.key), HEAD)
        return announcement_in(item) if item else None

    def record_announcement(self, record: AnnouncementRecord) -> None:
        self._record(announcement_item(record))

    def delivery(self, due: DeliveryDue) -> Delivery | None:
        item = self.table.get(*delivery_key(due.announcement.key, due.subscriber_id, due.channel))
        return delivery_in(item) if item else None

    def record_delivery(self, delivery: Delivery) -> None:
        self._record(delivery_item(delivery))

    def _record(self, item: Item) -> None:
        try:
            self.table.put(item, expected=item.version - 1 or None)
        except ConflictError as error:
            raise TransientError(
                item.pk, "another attempt was under way", "try again and see its outcome"
            ) from error
