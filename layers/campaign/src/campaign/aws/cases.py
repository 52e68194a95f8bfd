"""Care cases in the state table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from campaign.aws.table import Table
from campaign.care.case import Case, CaseId
from campaign.care.history import Entry
from campaign.care.moves import Moved
from campaign.care.storage import (
    ENDED,
    EVENTS,
    HEAD,
    LOOKS,
    case_in,
    entry_in,
    held_partition,
    items_of,
    partition,
    waiting_partition,
)
from campaign.care.stores import Also
from campaign.care.tier import Tier
from campaign.care.words import NOTES, Note, notes_in, words_of
from campaign.kernel.clock import iso

_IN_ONE_TRANSACTION = 99
"""Entries of a history that go together with the case; DynamoDB takes 100 actions."""


class CaseTable:
    """Implements `campaign.care.stores.Cases`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, case: CaseId) -> Case | None:
        item = self.table.get(partition(case), HEAD)
        return case_in(item) if item else None

    def history(self, case: CaseId) -> Iterator[Entry]:
        return map(entry_in, self.table.query(partition(case), EVENTS))

    def waiting(self, limit: int) -> list[Case]:
        tiers = (
            self.table.query_index("gsi1", waiting_partition(tier), page_size=min(limit, 100))
            for tier in Tier
        )
        return [case_in(item) for item in islice(chain.from_iterable(tiers), limit)]

    def of_reviewer(self, reviewer: str) -> list[Case]:
        return [case_in(item) for item in self.table.query_index("gsi2", held_partition(reviewer))]

    def to_look_at(self, now: datetime, limit: int) -> Iterator[Case]:
        """The index has keys alone and lags: each case is read as it is now."""
        keys = self.table.query_keys("gsi3", LOOKS, until=iso(now), page_size=min(limit, 100))
        for _, key in islice(keys, limit):
            if (item := self.table.get(*key)) is not None:
                yield case_in(item)

    def ended(self, before: datetime, limit: int) -> Iterator[Case]:
        keys = self.table.query_keys("gsi3", ENDED, until=iso(before), page_size=min(limit, 100))
        for _, key in islice(keys, limit):
            item = self.table.get(*key)
            case = case_in(item) if item else None
            if case is not None and case.closed_at is not None and case.closed_at <= before:
                yield case

    def forget(self, case: Case) -> None:
        """The case last: while it is there, the next call finds what is left."""
        self.forget_words(case.id)
        pk = partition(case.id)
        entries = [item.key for item in self.table.query(pk, EVENTS)]
        for key in entries[:-_IN_ONE_TRANSACTION]:
            self.table.delete(*key)
        gone = [self.table.delete_action(*key) for key in entries[-_IN_ONE_TRANSACTION:]]
        self.table.transact(pk, [self.table.delete_action(pk, HEAD, expected=case.version), *gone])

    def forget_words(self, case: CaseId) -> None:
        for item in self.table.query(words_of(case)):
            self.table.delete(*item.key)

    def overdue(self, now: datetime) -> int:
        """How many cases that are not closed were due before `now`, as far as a thousand."""
        keys = (
            self.table.query_keys("gsi1", waiting_partition(tier), until=iso(now), page_size=1000)
            for tier in Tier
        )
        return sum(1 for _ in islice(chain.from_iterable(keys), 1000))

    def save(self, moved: Moved, correlation_id: str, *also: Also) -> Case:
        head, event = items_of(moved.case, moved.entry, correlation_id)
        writes: list[Also] = [(head, head.version - 1 or None), (event, None), *also]
        self.table.transact(head.pk, [self.table.put_action(item, expected) for item, expected in writes])
        return moved.case

    def notes(self, case: CaseId, now: datetime) -> list[Note]:
        return notes_in(list(self.table.query(words_of(case), NOTES)), now)
