"""The hold, and what it holds back, in the state table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.announcements.hold import HELD, HOLD_KEY, Hold, held_in, held_item, hold_in, hold_item
from campaign.announcements.messages import AnnouncementDue
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef as Action


class HoldTable:
    """Implements `campaign.announcements.hold.Holds` and `HeldBack`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def current(self) -> Hold:
        return hold_in(self.table.get(*HOLD_KEY))

    def turn(self, hold: Hold, correlation_id: str) -> None:
        self.table.put(hold_item(hold, correlation_id), expected=hold.version - 1 or None)

    def hold_back_action(self, due: AnnouncementDue, version: int, now: datetime) -> Action:
        """For the transaction that records the announcement as held. It asks for nothing itself: the record's
        version guards both, and one that an earlier hold left here is replaced."""
        return self.table.overwrite_action(held_item(due, version, now))

    def held(self) -> Iterator[tuple[AnnouncementDue, int]]:
        return ((held_in(item), item.version) for item in self.table.query(HELD))

    def forget(self, due: AnnouncementDue, version: int) -> bool:
        try:
            self.table.delete(HELD, due.key, expected=version)
        except ConflictError:
            return False
        return True
