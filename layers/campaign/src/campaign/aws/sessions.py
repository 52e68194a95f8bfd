"""Sessions in the state table."""

from collections.abc import Iterator
from datetime import datetime

from campaign.aws.table import Table
from campaign.kernel.clock import iso
from campaign.kernel.errors import NotFoundError
from campaign.sessions.session import Session
from campaign.sessions.storage import HEAD, INDEX, head_of, partition, session_in, snapshot_of


class SessionTable:
    """Implements `campaign.sessions.storage.Sessions`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, session_id: str) -> Session:
        item = self.table.get(partition(session_id), HEAD)
        if item is None:
            raise NotFoundError(f"session {session_id}", "there is none of this id", "check the id")
        return session_in(item)

    def starting_from(self, moment: datetime) -> Iterator[Session]:
        return self.from_place(iso(moment))

    def from_place(self, place: str) -> Iterator[Session]:
        return map(session_in, self.table.query_index("gsi1", INDEX, since=place))

    def add(self, session: Session, correlation_id: str) -> None:
        """HEAD and snapshot in one transaction: neither is ever there without the other."""
        expected = session.revision - 1 or None
        self.table.put_revision(head_of(session, correlation_id), snapshot_of(session), expected=expected)
