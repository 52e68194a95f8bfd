"""The words of people in care: sealed under a key of their own, read only on record, gone after the
campaign's retention."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.care.case import CaseId, StaffId
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

NOTES = "NOTE#"
Sealed = tuple[str, ...]


class Seal(Protocol):
    """Implemented by `campaign.aws.care_words.CareSeal`."""

    def seal(self, text: str, case: CaseId) -> Sealed: ...

    def open(self, sealed: Sealed, case: CaseId) -> str:
        """What was sealed for this case. Raises for what was sealed for another one."""
        ...


class Note(BaseModel):
    """What a reviewer wrote down. `version`: the entry of the case's history that says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    at: AwareDatetime
    by: StaffId
    sealed: Sealed


class Kept(NamedTuple):
    """How long words are kept: the template's CareRetentionDays."""

    days: int

    def until(self, now: datetime) -> int:
        """In seconds since 1970, as DynamoDB's TTL asks."""
        return int((now + timedelta(days=self.days)).timestamp())


def words_of(case: CaseId) -> str:
    """The partition with all words of a case, and nothing else: who deletes them reaches no case by it."""
    return f"WORDS#{case}"


def note_item(case: CaseId, note: Note, kept: Kept, correlation_id: str) -> Item:
    return Item(
        pk=words_of(case),
        sk=f"{NOTES}{note.version:06d}",
        version=1,
        data=note.model_dump_json(),
        changed_at=iso(note.at),
        correlation_id=correlation_id,
        expires_at=kept.until(note.at),
    )


def notes_in(items: Sequence[Item], now: datetime) -> list[Note]:
    """Those whose time has not come: DynamoDB deletes what has expired some time after."""
    return [Note.model_validate_json(item.data) for item in items if is_kept(item, now)]


def is_kept(item: Item, now: datetime) -> bool:
    return item.expires_at is None or item.expires_at > now.timestamp()
