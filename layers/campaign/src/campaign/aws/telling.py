"""What staff tell, stop and look at: notices, the hold, and what became of announcements."""

from collections.abc import Iterator
from typing import NamedTuple

from campaign.announcements.ledger import AnnouncementRecord, Delivery
from campaign.announcements.storage import (
    HEAD,
    INDEX,
    announcement_in,
    announcement_partition,
    delivery_in,
    delivery_partition,
)
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.table import Table
from campaign.kernel.errors import NotFoundError


class LedgerTable:
    """Implements `campaign.announcements.overview.LedgerView`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def record(self, key: str) -> AnnouncementRecord:
        item = self.table.get(announcement_partition(key), HEAD)
        if item is None:
            raise NotFoundError(
                "announcement", "none of this key was made", "write it as session:<id>@<revision>/<class>"
            )
        return announcement_in(item)

    def latest(self) -> Iterator[AnnouncementRecord]:
        return map(announcement_in, self.table.query_index("gsi1", INDEX, newest_first=True))

    def in_shard(self, key: str, shard: int, after: str) -> Iterator[Delivery]:
        items = self.table.query(delivery_partition(key, shard), "", after=after)
        return (delivery_in(item) for item in items)


class Telling(NamedTuple):
    notices: NoticeTable
    holds: HoldTable
    ledger: LedgerTable


def telling_in(table: Table) -> Telling:
    return Telling(NoticeTable(table), HoldTable(table), LedgerTable(table))
