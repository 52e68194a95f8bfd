"""The ledger of announcements and deliveries, in the state table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from botocore.exceptions import ClientError

from campaign.announcements.ledger import AnnouncementRecord, Delivery
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.storage import (
    HEAD,
    Claim,
    OvertakenError,
    announcement_in,
    announcement_item,
    announcement_partition,
    delivery_in,
    delivery_item,
    delivery_key,
)
from campaign.audience.cap import told_item
from campaign.audience.storage import partition
from campaign.aws.batch_writes import LIMIT, Outcome, write_batch
from campaign.aws.errors import THROTTLED, code_of, translated
from campaign.aws.holds import HoldTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item

_READ_LIMIT = 100
_TRIES = 3
_CLASHED = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


class AnnouncementTable:
    """Implements `campaign.announcements.storage.Announcements`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def announcement(self, due: AnnouncementDue) -> AnnouncementRecord | None:
        item = self.table.get(announcement_partition(due.key), HEAD)
        return announcement_in(item) if item else None

    def record(self, record: AnnouncementRecord) -> None:
        item = announcement_item(record)
        try:
            self.table.put(item, expected=item.version - 1 or None)
        except ConflictError as error:
            raise _overtaken(item.pk) from error

    def hold_back(self, record: AnnouncementRecord, due: AnnouncementDue) -> None:
        item = announcement_item(record)
        held = HoldTable(self.table).hold_back_action(due, record.version, record.recorded_at)
        try:
            self.table.transact(item.pk, [self.table.put_action(item, item.version - 1 or None), held])
        except ConflictError as error:
            raise _overtaken(item.pk) from error


class DeliveryTable:
    """Implements `campaign.announcements.storage.Deliveries`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def known(self, keys: Iterable[DeliveryKey]) -> dict[DeliveryKey, Delivery]:
        found: dict[DeliveryKey, Delivery] = {}
        waiting = iter(keys)
        while chunk := list(islice(waiting, _READ_LIMIT)):
            for item in self.table.get_many(map(delivery_key, chunk)).values():
                delivery = delivery_in(item)
                found[delivery.key] = delivery
        return found

    def claim(
        self, claims: Sequence[Claim], others: Sequence[tuple[Delivery, Delivery | None]], now: datetime
    ) -> Collection[str]:
        """One transaction: two writes a claim and one of each other, at most 100."""
        writes = [
            (claim.entry.subscriber_id, item)
            for claim in claims
            for item in (
                delivery_item(claim.entry),
                told_item(partition(claim.entry.subscriber_id), claim.told, now),
            )
        ] + [(entry.subscriber_id, delivery_item(entry)) for entry, _ in others]
        actions = [self.table.put_action(item, item.version - 1 or None) for _, item in writes]
        try:
            with translated(self.table.name):
                self.table.client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if code_of(error) != "TransactionCanceledException":
                raise
            return self._refused([name for name, _ in writes], error)
        return ()

    def _refused(self, names: Sequence[str], error: ClientError) -> set[str]:
        """The answer gives one reason an action, in their order:
        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""
        codes = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
        clashed = {name for name, code in zip(names, codes, strict=False) if code in _CLASHED}
        if clashed:
            return clashed
        if passing := set(codes) & THROTTLED:
            raise TransientError(
                self.table.name, f"AWS answered {min(passing)}", "wait and try again"
            ) from error
        raise error

    def settle(self, entries: Iterable[tuple[Delivery, Delivery | None]]) -> set[DeliveryKey]:
        clashed: set[DeliveryKey] = set()
        waiting = list(entries)
        for _ in range(_TRIES):
            throttled = []
            for chunk in _chunks(waiting):
                outcomes = write_batch(self.table.client, self.table.name, [_items(*pair) for pair in chunk])
                for pair, outcome in zip(chunk, outcomes, strict=True):
                    if outcome is Outcome.CLASHED:
                        clashed.add(pair[0].key)
                    elif outcome is not Outcome.WRITTEN:
                        throttled.append(pair)
            waiting = throttled
        if waiting:
            raise TransientError(
                self.table.name, f"DynamoDB took {len(waiting)} entries not even the third time", "try again"
            )
        return clashed


def _items(new: Delivery, old: Delivery | None) -> tuple[Item, Item | None]:
    return delivery_item(new), delivery_item(old) if old else None


def _chunks(
    entries: list[tuple[Delivery, Delivery | None]],
) -> Iterator[list[tuple[Delivery, Delivery | None]]]:
    for start in range(0, len(entries), LIMIT):
        yield entries[start : start + LIMIT]


def _overtaken(thing: str) -> OvertakenError:
    return OvertakenError(thing, "another attempt was under way", "try again and see its outcome")
