"""Reviewers' shifts in the state table, each read and written for its own reviewer alone."""

from campaign.aws.table import Table
from campaign.care.exposure import SHIFT, Shift, partition, shift_in, shift_item


class ShiftTable:
    """Implements `campaign.care.stores.Shifts`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, reviewer: str) -> Shift | None:
        item = self.table.get(partition(reviewer), SHIFT)
        return shift_in(item) if item else None

    def save(self, shift: Shift) -> None:
        self.table.put(shift_item(shift), expected=shift.version - 1 or None)
