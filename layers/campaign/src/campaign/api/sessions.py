"""Live sessions, for the staff who publish them."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.kernel.clock import Clock
from campaign.kernel.observability import count
from campaign.sessions.commands import ChangeSession, ScheduleSession, change, schedule
from campaign.sessions.session import Session
from campaign.sessions.storage import Sessions

_PAGE = 100


def session_routes(sessions: Sessions, clock: Clock) -> Router:
    """`POST` and `GET /sessions`, `GET` and `PATCH /sessions/{id}`; for the group `publisher`."""
    router = Router()

    @router.post("/sessions")
    def schedule_session() -> tuple[dict[str, Any], int]:
        require_group(router.current_event.raw_event, "publisher")
        session = schedule(ScheduleSession.model_validate_json(_body(router)), clock())
        sessions.add(session, _correlation_id(router))
        count("SessionsScheduled")
        return _document(session), HTTPStatus.CREATED

    @router.get("/sessions")
    def list_sessions() -> dict[str, Any]:
        """The next hundred that have not started."""
        require_group(router.current_event.raw_event, "publisher")
        return {
            "sessions": [_document(session) for session in islice(sessions.starting_from(clock()), _PAGE)]
        }

    @router.get("/sessions/<session_id>")
    def show_session(session_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        return _document(sessions.get(session_id))

    @router.patch("/sessions/<session_id>")
    def change_session(session_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        command = ChangeSession.model_validate_json(_body(router))
        session = change(sessions.get(session_id), command, clock())
        sessions.add(session, _correlation_id(router))
        return _document(session)

    return router


def _body(router: Router) -> str:
    return router.current_event.decoded_body or ""


def _correlation_id(router: Router) -> str:
    return str(router.current_event.raw_event["requestContext"]["requestId"])


def _document(session: Session) -> dict[str, Any]:
    return {**session.model_dump(mode="json"), "starts": session.starts_locally.isoformat(timespec="minutes")}
