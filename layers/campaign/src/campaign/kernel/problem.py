"""Problem documents: what an API answers when it refuses (RFC 9457, application/problem+json)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # whoever answers without pydantic starts faster
    from pydantic import ValidationError

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


def faults(error: ValidationError) -> list[dict[str, str]]:
    """Every fault of a body: where (a JSON pointer, RFC 6901) and which rule, without what was sent."""
    return [
        {"pointer": "".join(map(_step, fault["loc"])), "detail": fault["msg"]}
        for fault in error.errors(include_input=False, include_url=False, include_context=False)
    ]


def _step(part: int | str) -> str:
    return "/" + str(part).replace("~", "~0").replace("/", "~1")
