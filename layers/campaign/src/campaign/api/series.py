"""Series of live sessions, for the staff who publish them."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.api.outgoing_words import check_session, with_warnings
from campaign.api.session_documents import body_of, correlation_id_of, document_of
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError
from campaign.kernel.observability import count
from campaign.sessions.series import Programme, ScheduleSeries, Series, all_with_status, made_of, to_write
from campaign.sessions.session import SessionStatus


def add_series_routes(router: Router, programme: Programme, clock: Clock) -> None:
    """`POST` and `GET /series`, `GET /series/{id}`, and `POST /series/{id}/cancel` and `/publish` for all of
    its dates to come; for the group `publisher`. All may be repeated after a failure."""

    @router.post("/series")
    def schedule_series() -> tuple[dict[str, Any], int]:
        require_group(router.current_event.raw_event, "publisher")
        form = ScheduleSeries.model_validate_json(body_of(router))
        warnings = check_session(form)
        series = programme.series(form.id) or made_of(form, clock())
        missing = to_write(series, form, programme.sessions_of(series))
        programme.add_series(series, missing, correlation_id_of(router))
        count("SessionsScheduled", len(missing))
        return with_warnings(_document(programme, series, clock()), warnings), HTTPStatus.CREATED

    @router.get("/series")
    def list_series() -> dict[str, Any]:
        """Without their sessions; the campaign has few of them."""
        require_group(router.current_event.raw_event, "publisher")
        return {"series": [_summary(series) for series in programme.every_series()]}

    @router.get("/series/<series_id>")
    def show_series(series_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        return _document(programme, _known(programme, series_id), clock())

    @router.post("/series/<series_id>/cancel")
    def cancel_series(series_id: str) -> dict[str, Any]:
        return _change_all(series_id, SessionStatus.CANCELLED)

    @router.post("/series/<series_id>/publish")
    def publish_series(series_id: str) -> dict[str, Any]:
        return _change_all(series_id, SessionStatus.SCHEDULED)

    def _change_all(series_id: str, status: SessionStatus) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        series = _known(programme, series_id)
        changed, left = all_with_status(programme.sessions_of(series), status, clock())
        for session in changed:
            programme.add(session, correlation_id_of(router))
        return {"changed": [session.id for session in changed], "left": [session.id for session in left]}


def _known(programme: Programme, series_id: str) -> Series:
    if series := programme.series(series_id):
        return series
    raise NotFoundError(f"series {series_id}", "there is none of this id", "check the id")


def _summary(series: Series) -> dict[str, Any]:
    return {**series.form.model_dump(mode="json"), "dates": len(series.dates)}


def _document(programme: Programme, series: Series, now: datetime) -> dict[str, Any]:
    sessions = [document_of(session, now) for session in programme.sessions_of(series)]
    return {**_summary(series), "sessions": sessions}
