"""The staff API's sessions as an import finds them: the real routes over the real table's schema."""

from datetime import datetime
from typing import Any

from campaign.api.sessions import session_routes
from campaign.aws.sessions import SeriesTable, SessionTable
from campaign.aws.table import Table
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.series import ScheduleSeries
from campaign.sessions.session import Session
from campaign_cli.session_import.carry_out import carry_out
from campaign_cli.session_import.comparison import Comparison, compare
from campaign_cli.session_import.rows import Row
from campaign_cli.staff_api import RefusedError
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock


class SessionStage:
    """Implements `campaign_cli.session_import.carry_out.SessionApi`."""

    def __init__(self, table: Table, clock: FixedClock) -> None:
        self.api = StaffApi(session_routes(SessionTable(table), SeriesTable(table), clock))
        self.table, self.clock = SessionTable(table), clock

    def compare(self, rows: list[Row], source: str = "programme") -> Comparison:
        series = [each["id"] for each in self.api.call("GET", "/series")[1]["series"]]
        return compare(rows, self.present(), series, source, self.clock())

    def put_through(self, rows: list[Row], *, cancel_missing: bool = False) -> list[str]:
        """The API's refusals."""
        return carry_out(self, self.compare(rows), cancel_missing=cancel_missing)

    def present(self) -> dict[str, Session]:
        return {session.id: session for session in self.table.from_place("0")}

    def at(self, session_id: str) -> datetime:
        return self.table.get(session_id).starts_at

    def schedule_session(self, session: ScheduleSession) -> Session:
        return self.table.get(self._call("POST", "/sessions", session.model_dump(mode="json"))["id"])

    def schedule_series(self, series: ScheduleSeries) -> object:
        return self._call("POST", "/series", series.model_dump(mode="json"))

    def change_session(self, session_id: str, change: ChangeSession) -> Session:
        body = change.model_dump(mode="json", exclude_unset=True)
        return self.table.get(self._call("PATCH", f"/sessions/{session_id}", body)["id"])

    def _call(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        status, answer = self.api.call(method, path, body)
        if status >= 300:
            raise RefusedError(f"{method} {path}", status, answer["detail"])
        return answer
