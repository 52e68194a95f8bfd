"""Notices in the state table."""

from collections.abc import Iterator

from campaign.announcements.notice import Notice
from campaign.announcements.notice_storage import HEAD, INDEX, notice_in, notice_items, partition
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError


class NoticeTable:
    """Implements `campaign.announcements.notice_storage.Notices`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, notice_id: str) -> Notice:
        item = self.table.get(partition(notice_id), HEAD)
        if item is None:
            raise NotFoundError(f"notice {notice_id}", "there is none of this id", "check the id")
        return notice_in(item)

    def latest(self) -> Iterator[Notice]:
        return map(notice_in, self.table.query_index("gsi1", INDEX, newest_first=True))

    def add(self, notice: Notice, correlation_id: str) -> None:
        head, snapshot = notice_items(notice, correlation_id)
        try:
            self.table.put_revision(head, snapshot, expected=notice.revision - 1 or None)
        except ConflictError as error:
            if notice.revision > 1:
                raise
            raise ConflictError(
                f"notice {notice.id}", "the id is taken", "choose another; a notice is written once"
            ) from error
