"""From a comparison to the staff API: what is added first, what is cancelled last."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.series import ScheduleSeries
from campaign.sessions.session import Session, SessionStatus
from campaign_cli.session_import.comparison import Comparison
from campaign_cli.staff_api import RefusedError


class SessionApi(Protocol):
    """As much of the staff API as an import needs; every method raises RefusedError."""

    def schedule_session(self, session: ScheduleSession) -> Session: ...

    def schedule_series(self, series: ScheduleSeries) -> object: ...

    def change_session(self, session_id: str, change: ChangeSession) -> Session: ...


def carry_out(api: SessionApi, comparison: Comparison, *, cancel_missing: bool) -> list[str]:
    """The API's refusals, each with its id: one keeps nothing else from being done, and the same import again
    does what is left."""
    refused = []
    for id_, step in _steps(api, comparison, cancel_missing):
        try:
            step()
        except RefusedError as error:
            refused.append(f"{id_}: {error}")
    return refused


def _steps(
    api: SessionApi, comparison: Comparison, cancel_missing: bool
) -> Iterator[tuple[str, Callable[[], object]]]:
    for form in comparison.added:
        if isinstance(form, ScheduleSeries):
            yield form.id, partial(api.schedule_series, form)
        else:
            yield form.id, partial(api.schedule_session, form)
    ending_last = sorted(comparison.changed, key=lambda each: each.after.status is SessionStatus.CANCELLED)
    for changed in ending_last:
        yield changed.before.id, partial(api.change_session, changed.before.id, changed.command)
    for session in comparison.missing if cancel_missing else ():
        if session.is_public:
            cancel = ChangeSession(expected_revision=session.revision, status=SessionStatus.CANCELLED)
            yield session.id, partial(api.change_session, session.id, cancel)
