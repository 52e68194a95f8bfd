"""Problem documents: what an API answers when it refuses (RFC 9457, application/problem+json)."""

from http import HTTPStatus
from typing import Any

CONTENT_TYPE = "application/problem+json"


def problem(status: int, detail: str, **members: Any) -> dict[str, Any]:
    """The document. `detail` says what does not hold and what to do, and repeats nothing that was sent;
    `members` are extensions (RFC 9457, 3.2), such as `correlation_id`."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
