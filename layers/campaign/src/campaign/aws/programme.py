"""Sessions and the series that some of them are of, in the state table.

Apart from `campaign.aws.sessions`, because what only reads sessions starts faster without the forms of staff.
"""

from collections.abc import Collection, Iterator

from campaign.aws.sessions import SessionTable
from campaign.sessions.series import INDEX, Series, item_of, partition
from campaign.sessions.session import Session
from campaign.sessions.storage import HEAD, head_of, session_in, snapshot_of
from campaign.sessions.storage import partition as session_partition

_KEYS = 100
_SESSIONS = 49
"""Each is two items, the series is one: DynamoDB takes a hundred in a transaction."""


class ProgrammeTable(SessionTable):
    """Implements `campaign.sessions.series.Programme`."""

    def series(self, series_id: str) -> Series | None:
        item = self.table.get(partition(series_id), HEAD)
        return Series.model_validate_json(item.data) if item else None

    def every_series(self) -> Iterator[Series]:
        for item in self.table.query_index("gsi1", INDEX):
            yield Series.model_validate_json(item.data)

    def sessions_of(self, series: Series) -> tuple[Session, ...]:
        """In the order of the dates that the rule made."""
        keys = [(session_partition(each.id), HEAD) for each in series.dates]
        found = {
            key: item
            for start in range(0, len(keys), _KEYS)
            for key, item in self.table.get_many(keys[start : start + _KEYS]).items()
        }
        return tuple(session_in(found[key]) for key in keys if key in found)

    def add_series(self, series: Series, sessions: Collection[Session], correlation_id: str) -> None:
        """The series comes with its first sessions, so that it is never there without any."""
        actions = [] if self.series(series.id) else [self.table.put_action(item_of(series), None)]
        pending = list(sessions)
        while pending:
            for session in pending[:_SESSIONS]:
                actions.append(self.table.put_action(head_of(session, correlation_id), None))
                actions.append(self.table.put_action(snapshot_of(session), None))
            self.table.transact(f"series {series.id}", actions)
            actions, pending = [], pending[_SESSIONS:]
