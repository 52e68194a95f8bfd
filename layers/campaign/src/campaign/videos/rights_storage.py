"""The rights ledger as items of the state table, each written once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.videos.rights import RightsEntry
from campaign.videos.video import VideoKey

RIGHTS_PREFIX = "RIGHTS#"


class Rights(Protocol):
    """Implemented by `campaign.aws.rights.RightsTable`."""

    def of(self, video: VideoKey) -> Sequence[RightsEntry]:
        """Oldest first."""
        ...


def rights_partition(video: VideoKey) -> str:
    return f"VIDEO#{video}"


def rights_of_month(month: datetime) -> str:
    """The partition of index 1 that holds what was entered in that month (UTC), in the order of time."""
    return f"{RIGHTS_PREFIX}{iso(month)[:7]}"


def rights_item(entry: RightsEntry) -> Item:
    return Item(
        pk=rights_partition(entry.video),
        sk=f"{RIGHTS_PREFIX}{iso(entry.at)}#{entry.right}",
        version=1,
        data=entry.model_dump_json(exclude_none=True),
        changed_at=iso(entry.at),
        gsi1=(rights_of_month(entry.at), f"{iso(entry.at)}#{entry.video}"),
    )


def rights_entry_in(item: Item) -> RightsEntry:
    return RightsEntry.model_validate_json(item.data)
