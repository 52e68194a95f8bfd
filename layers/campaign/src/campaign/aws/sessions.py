"""Sessions, and the series that some of them are of, in the state table."""

from collections.abc import Collection, Iterator
from datetime import datetime

from campaign.aws.table import Table
from campaign.kernel.clock import iso
from campaign.kernel.errors import NotFoundError
from campaign.sessions import series as series_storage
from campaign.sessions.series import Series
from campaign.sessions.session import Session
from campaign.sessions.storage import HEAD, INDEX, head_of, partition, session_in, snapshot_of

_KEYS = 100
_SESSIONS = 49
"""Each is two items, the series is one: DynamoDB takes a hundred in a transaction."""


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


class SeriesTable:
    """Implements `campaign.sessions.series.SeriesBook`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, series_id: str) -> Series | None:
        item = self.table.get(series_storage.partition(series_id), HEAD)
        return Series.model_validate_json(item.data) if item else None

    def every(self) -> Iterator[Series]:
        for item in self.table.query_index("gsi1", series_storage.INDEX):
            yield Series.model_validate_json(item.data)

    def sessions_of(self, series: Series) -> tuple[Session, ...]:
        """In the order of the dates that the rule made."""
        keys = [(partition(each.id), HEAD) for each in series.dates]
        found = {
            key: item
            for start in range(0, len(keys), _KEYS)
            for key, item in self.table.get_many(keys[start : start + _KEYS]).items()
        }
        return tuple(session_in(found[key]) for key in keys if key in found)

    def add(self, series: Series, sessions: Collection[Session], correlation_id: str) -> None:
        """The series comes with its first sessions, so that it is never there without any."""
        actions = [] if self.get(series.id) else [self.table.put_action(series_storage.item_of(series), None)]
        pending = list(sessions)
        while pending:
            for session in pending[:_SESSIONS]:
                actions.append(self.table.put_action(head_of(session, correlation_id), None))
                actions.append(self.table.put_action(snapshot_of(session), None))
            self.table.transact(f"series {series.id}", actions)
            actions, pending = [], pending[_SESSIONS:]
