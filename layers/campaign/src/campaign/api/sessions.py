"""Live sessions, for the staff who publish them."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.api.outgoing_words import check_session, with_warnings
from campaign.api.series import add_series_routes
from campaign.api.session_documents import body_of, correlation_id_of, document_of
from campaign.kernel.clock import Clock, iso
from campaign.kernel.observability import count
from campaign.sessions.commands import ChangeSession, ScheduleSession, change, schedule
from campaign.sessions.series import Programme
from campaign.sessions.storage import place_in_index

_PAGE = 100


def session_routes(programme: Programme, clock: Clock) -> Router:
    """`POST` and `GET /sessions`, `GET` and `PATCH /sessions/{id}`, and those of series; for the group
    `publisher`. Titles, descriptions and notes that a rule of safe messaging forbids are refused."""
    router = Router()
    add_series_routes(router, programme, clock)

    @router.post("/sessions")
    def schedule_session() -> tuple[dict[str, Any], int]:
        require_group(router.current_event.raw_event, "publisher")
        command = ScheduleSession.model_validate_json(body_of(router))
        warnings = check_session(command)
        now = clock()
        session = schedule(command, now)
        programme.add(session, correlation_id_of(router))
        count("SessionsScheduled")
        return with_warnings(document_of(session, now), warnings), HTTPStatus.CREATED

    @router.get("/sessions")
    def list_sessions() -> dict[str, Any]:
        """The next hundred that have not started, or those behind `after`, which the page before named as its
        `next`; the postponed come last."""
        require_group(router.current_event.raw_event, "publisher")
        now = clock()
        after = router.current_event.get_query_string_value("after") or iso(now)
        listed = list(islice(programme.from_place(after), _PAGE + 1))
        return {
            "sessions": [document_of(session, now) for session in listed[:_PAGE]],
            "next": place_in_index(listed[_PAGE]) if len(listed) > _PAGE else None,
        }

    @router.get("/sessions/<session_id>")
    def show_session(session_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        return document_of(programme.get(session_id), clock())

    @router.patch("/sessions/<session_id>")
    def change_session(session_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        command = ChangeSession.model_validate_json(body_of(router))
        warnings = check_session(command)
        now = clock()
        session = change(programme.get(session_id), command, now)
        programme.add(session, correlation_id_of(router))
        return with_warnings(document_of(session, now), warnings)

    return router
