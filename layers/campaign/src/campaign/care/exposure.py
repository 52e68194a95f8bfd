"""How much distress one reviewer has read in a shift: counted for themselves alone, so that a break comes in
time."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.care.case import StaffId
from campaign.care.tier import Tier
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

WEIGHTS = {Tier.IMMINENT: 5, Tier.DISTRESS: 3, Tier.RECOVERY: 1, Tier.GENERAL: 1}
PAUSE = timedelta(hours=8)
"""Who has read nothing for so long begins another shift."""
BREAK = timedelta(minutes=30)
"""A break that was taken; after it another shift begins as well."""
_FORGOTTEN_AFTER = timedelta(days=2)
SHIFT = "SHIFT"


class Shift(BaseModel):
    """`points`: what was read, each text as its tier weighs · `texts`: how many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviewer: StaffId
    began_at: AwareDatetime
    last_at: AwareDatetime
    points: int = 0
    texts: int = 0
    break_until: AwareDatetime | None = None
    version: int = 0

    def is_over(self, now: datetime) -> bool:
        if self.break_until is not None:
            return now >= self.break_until
        return now >= self.last_at + PAUSE


def current(shift: Shift | None, reviewer: str, now: datetime) -> Shift:
    """The shift that they are in: the stored one, or one that begins now."""
    if shift is None:
        return Shift(reviewer=reviewer, began_at=now, last_at=now)
    if shift.is_over(now):
        return Shift(reviewer=reviewer, began_at=now, last_at=now, version=shift.version)
    return shift


def after_reading(shift: Shift, tier: Tier, now: datetime) -> Shift:
    return shift.model_copy(
        update={
            "last_at": now,
            "points": shift.points + WEIGHTS[tier],
            "texts": shift.texts + 1,
            "version": shift.version + 1,
        }
    )


def on_a_break(shift: Shift, now: datetime) -> Shift:
    return shift.model_copy(update={"break_until": now + BREAK, "version": shift.version + 1})


def needs_a_break(shift: Shift, budget: int) -> bool:
    return shift.points >= budget or shift.break_until is not None


def partition(reviewer: str) -> str:
    return f"SHIFT#{reviewer}"


def shift_item(shift: Shift) -> Item:
    """In no index: nobody lists shifts, or compares them."""
    return Item(
        pk=partition(shift.reviewer),
        sk=SHIFT,
        version=shift.version,
        data=shift.model_dump_json(exclude_none=True),
        changed_at=iso(shift.last_at),
        expires_at=int((shift.last_at + _FORGOTTEN_AFTER).timestamp()),
    )


def shift_in(item: Item) -> Shift:
    return Shift.model_validate_json(item.data)
