"""A toolkit in the state table: HEAD is what is live, REV#<n> each revision as it was."""

from collections.abc import Iterable
from typing import Protocol

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.publications.toolkit import Toolkit, ToolkitId

HEAD = "HEAD"
INDEX = "PUBS#toolkit"


class Toolkits(Protocol):
    """Where published toolkits are kept."""

    def live(self, toolkit_id: ToolkitId) -> Toolkit | None:
        """The live revision, if the toolkit was ever published."""

    def all_live(self) -> Iterable[Toolkit]:
        """The live revision of every toolkit, in the order of their ids."""

    def add(self, toolkit: Toolkit, correlation_id: str) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is live."""


def partition(toolkit_id: str) -> str:
    return f"PUB#toolkit#{toolkit_id}"


def head_of(toolkit: Toolkit, correlation_id: str) -> Item:
    """The head alone is listed and announced: one revision is one event."""
    return Item(
        pk=partition(toolkit.id),
        sk=HEAD,
        version=toolkit.revision,
        data=toolkit.model_dump_json(),
        changed_at=iso(toolkit.published_at),
        change="toolkit.published",
        correlation_id=correlation_id,
        gsi1=(INDEX, toolkit.id),
    )


def snapshot_of(toolkit: Toolkit) -> Item:
    return Item(
        pk=partition(toolkit.id),
        sk=f"REV#{toolkit.revision:06d}",
        version=toolkit.revision,
        data=toolkit.model_dump_json(),
        changed_at=iso(toolkit.published_at),
    )


def toolkit_in(item: Item) -> Toolkit:
    return Toolkit.model_validate_json(item.data)
