"""A hold: while it is on, nothing new goes out to the public.

It stops the `frozen` classes of announcement (see classes.py) and the wall of the hub. News that changes
plans, what recalls a toolkit, and care go on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from campaign.announcements.messages import AnnouncementDue
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

HOLD_KEY = ("HOLD", "HEAD")
HELD = "HELD"
"""The partition of the announcements that a hold stopped."""

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Hold(BaseModel):
    """Whether it is on, and who turned it so, when (`since`, UTC) and why. `version` counts the turns, 0
    when there never was one. `began`: when the hold before this turn had begun, if there was one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: bool
    why: Why | None = None
    by: str | None = None
    since: AwareDatetime | None = None
    began: AwareDatetime | None = None
    version: Annotated[int, Field(ge=0)] = 0


NO_HOLD = Hold(on=False)


class Holds(Protocol):
    """Where the hold is kept. Implemented by `campaign.aws.holds.HoldTable`."""

    def current(self) -> Hold:
        """As it is now; NO_HOLD when there never was one."""

    def turn(self, hold: Hold, correlation_id: str) -> None:
        """Keep the next turn; raises ConflictError unless it follows the one that is kept."""


class HeldBack(Protocol):
    """Where the announcements are kept that a hold stopped. Implemented by `campaign.aws.holds.HoldTable`."""

    def held(self) -> Iterable[tuple[AnnouncementDue, int]]:
        """Each with the version of its item."""

    def forget(self, due: AnnouncementDue, version: int) -> bool:
        """Remove that version; False when it is gone, or was held once more meanwhile."""


class KeptHolds(Holds, HeldBack, Protocol):
    """Both."""


def turned(hold: Hold, *, on: bool, why: str | None, by: str, now: datetime) -> Hold | None:
    """The next turn; None when it stands so already: then the first reason and moment stay."""
    if hold.on is on:
        return None
    began = hold.since if hold.on else hold.began
    return Hold(on=on, why=why, by=by, since=now, began=began, version=hold.version + 1)


def hold_item(hold: Hold, correlation_id: str) -> Item:
    pk, sk = HOLD_KEY
    return Item(
        pk=pk,
        sk=sk,
        version=hold.version,
        data=hold.model_dump_json(),
        changed_at=iso(hold.since) if hold.since else "",
        change="hold.changed",
        correlation_id=correlation_id,
    )


def hold_in(item: Item | None) -> Hold:
    """NO_HOLD when there is no item."""
    return Hold.model_validate_json(item.data) if item else NO_HOLD


def held_item(due: AnnouncementDue, version: int, now: datetime) -> Item:
    """`version`: that of the announcement's record in the same transaction, so that no two are alike."""
    return Item(
        pk=HELD,
        sk=due.key,
        version=version,
        data=due.model_dump_json(),
        changed_at=iso(now),
        correlation_id=due.correlation_id,
    )


def held_in(item: Item) -> AnnouncementDue:
    return AnnouncementDue.model_validate_json(item.data)
