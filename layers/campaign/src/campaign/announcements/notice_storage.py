"""A notice in the state table: HEAD is the present, REV#<n> each revision as it was."""

from collections.abc import Iterable
from typing import Protocol

from campaign.announcements.notice import Notice
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

HEAD = "HEAD"
INDEX = "NOTICES"


class Notices(Protocol):
    """Where notices are kept. Implemented by `campaign.aws.notices.NoticeTable`."""

    def get(self, notice_id: str) -> Notice:
        """Raises NotFoundError."""

    def latest(self) -> Iterable[Notice]:
        """Those that go out last come first."""

    def add(self, notice: Notice, correlation_id: str) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is kept."""


def partition(notice_id: str) -> str:
    return f"NOTICE#{notice_id}"


def notice_items(notice: Notice, correlation_id: str) -> tuple[Item, Item]:
    """The head, which carries the change to the bus, and the revision as it was."""
    snapshot = Item(
        pk=partition(notice.id),
        sk=f"REV#{notice.revision:06d}",
        version=notice.revision,
        data=notice.model_dump_json(),
        changed_at=iso(notice.updated_at),
    )
    head = snapshot._replace(
        sk=HEAD,
        change="notice.changed",
        correlation_id=correlation_id,
        gsi1=(INDEX, iso(notice.due_at)),
    )
    return head, snapshot


def notice_in(item: Item) -> Notice:
    return Notice.model_validate_json(item.data)
