"""What care needs of wherever cases are kept."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from campaign.care.case import Case, CaseId
from campaign.care.exposure import Shift
from campaign.care.history import Entry
from campaign.care.moves import Moved
from campaign.care.words import Note
from campaign.kernel.item import Item

Also = tuple[Item, int | None]
"""An item and the version that must be stored; None: there is none yet."""


class Cases(Protocol):
    """Implemented by `campaign.aws.cases.CaseTable`."""

    def get(self, case: CaseId) -> Case | None: ...

    def history(self, case: CaseId) -> Iterator[Entry]:
        """From the first entry on."""
        ...

    def waiting(self, limit: int) -> list[Case]:
        """At most `limit` cases that are not closed, the most urgent tier first, within it those due
        first."""
        ...

    def of_reviewer(self, reviewer: str) -> list[Case]:
        """Those that they hold, or that are kept for them."""
        ...

    def to_look_at(self, now: datetime, limit: int) -> Iterator[Case]:
        """At most `limit` cases that something is to be done about by now, those that wait longest first."""
        ...

    def ended(self, before: datetime, limit: int) -> Iterator[Case]:
        """At most `limit` cases that were closed by then and still are, those that were closed first."""
        ...

    def forget(self, case: Case) -> None:
        """Deletes a case, its history and all its words. Raises ConflictError when it has moved since, as
        when it was opened again. What was begun and not ended is done by the next call."""
        ...

    def forget_words(self, case: CaseId) -> None:
        """Deletes all words of a case, notes too. The case stays."""
        ...

    def save(self, moved: Moved, correlation_id: str, *also: Also) -> Case:
        """Case and entry in one transaction, with other items if they are as expected. Raises ConflictError
        when another entry came first."""
        ...

    def notes(self, case: CaseId, now: datetime) -> list[Note]:
        """From the first on; none that has expired."""
        ...


class Shifts(Protocol):
    """Implemented by `campaign.aws.shifts.ShiftTable`."""

    def get(self, reviewer: str) -> Shift | None: ...

    def save(self, shift: Shift) -> None:
        """Raises ConflictError when it was written meanwhile."""
        ...


class Said(BaseModel):
    """What a person wrote, and how they may be reached, if they said so. Sealed as its JSON, where it is a
    story."""

    model_config = ConfigDict(frozen=True)

    text: str
    contact: str = ""


class Texts(Protocol):
    """The words of a case's subject: implemented by `campaign.aws.care_texts.SubjectTexts`."""

    def of(self, case: Case, now: datetime) -> Said | None:
        """None when they are not kept, or no longer."""
        ...
