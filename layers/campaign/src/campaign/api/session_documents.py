"""What requests about sessions and series have in common."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.sessions.session import Session


def body_of(router: Router) -> str:
    return router.current_event.decoded_body or ""


def correlation_id_of(router: Router) -> str:
    return str(router.current_event.raw_event["requestContext"]["requestId"])


def document_of(session: Session, now: datetime) -> dict[str, Any]:
    """With `starts` on the clocks of its zone, and the `phase` that it is at."""
    return {
        **session.model_dump(mode="json"),
        "starts": session.starts_locally.isoformat(timespec="minutes"),
        "phase": session.phase(now),
    }
