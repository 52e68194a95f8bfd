"""How many messages a reader has been sent lately: one cap for all classes together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.audience.storage import TOLD
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

WINDOW = timedelta(hours=24)
KEEP = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Told:
    """The moments (UTC) of one reader's messages; `version` is the stored one, 0 when there is none."""

    moments: tuple[datetime, ...] = ()
    version: int = 0

    def lately(self, now: datetime, *, but: datetime | None = None) -> tuple[datetime, ...]:
        """Those of the last 24 hours, without the one of an attempt that is about to be repeated."""
        return tuple(moment for moment in self.moments if moment > now - WINDOW and moment != but)

    def once_more(self, now: datetime, *, instead_of: datetime | None = None) -> Told:
        """As it stands when another message is sent now, in the place of an earlier attempt at it if any."""
        return Told((*self.lately(now, but=instead_of), now), self.version + 1)


NEVER_TOLD = Told()


def told_item(partition: str, told: Told, now: datetime) -> Item:
    return Item(
        pk=partition,
        sk=TOLD,
        version=told.version,
        data=json.dumps([iso(moment) for moment in told.moments]),
        changed_at=iso(now),
        expires_at=int((now + KEEP).timestamp()),
    )


def told_in(item: Item | None) -> Told:
    if item is None:
        return NEVER_TOLD
    moments: Iterable[str] = json.loads(item.data)
    return Told(tuple(map(datetime.fromisoformat, moments)), item.version)
