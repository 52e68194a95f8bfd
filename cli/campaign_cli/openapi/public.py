"""What the handlers of the public API answer: pages for people, JSON for programs. They read forms by hand,
so what they take is written down here; that each route answers nothing else is shown by `make sweep`."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, TypeAdapter

from campaign.pages.posted import FORM_TYPE
from campaign.partners.events import VideoPublished, VideoRemoved
from campaign.submissions.refusal import Refusal
from campaign.submissions.submission import SubmissionRequest, SubmissionState
from campaign.subscriptions.subscription import SubscriptionRequest

PAGE, JSON, FORM = "text/html", "application/json", FORM_TYPE
S = HTTPStatus


@dataclass(frozen=True)
class Said:
    """`form`: the fields of a browser's form · `query`: parameters · `pages` and `documents`: the statuses
    that are answered with a page, and with JSON."""

    pages: tuple[HTTPStatus, ...] = ()
    documents: dict[HTTPStatus, dict[str, Any]] = field(default_factory=dict)
    problems: tuple[HTTPStatus, ...] = ()
    query: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    body: type[BaseModel] | TypeAdapter[Any] | None = None
    signed: bool = False


_TROUBLE = (S.INTERNAL_SERVER_ERROR, S.SERVICE_UNAVAILABLE)
_POSTED = (S.REQUEST_ENTITY_TOO_LARGE, S.UNPROCESSABLE_ENTITY, S.TOO_MANY_REQUESTS, *_TROUBLE)
_BY_LINK = (S.OK, S.NOT_FOUND, *_TROUBLE)
_LINK = ("token", "lang")
_WISHES = ("lang", "channel", "address", "language", "zone", "start", "end", "cadence", "topics")
_MESSAGES = {
    "type": "object",
    "required": ["ar", "en"],
    "properties": {"ar": {"type": "string"}, "en": {"type": "string"}},
}


def _document(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_STATE = {"enum": [state.value for state in SubmissionState]}
_SUBMITTED = _document(id=_TEXT, state=_STATE, status_url=_TEXT, withdraw_url=_TEXT, messages=_MESSAGES)
_REASON = {"enum": [None, *(reason.value for reason in Refusal)]}
_STATUS = _document(id=_TEXT, state=_STATE, reason=_REASON, messages=_MESSAGES, contact=_TEXT)
_AGREEMENT = _document(title=_TEXT, lines={"type": "array", "items": _TEXT})
_CONSENT = _document(text_version=_TEXT, texts=_document(ar=_AGREEMENT, en=_AGREEMENT))
_ASKED = _document(state={"const": "asked"}, messages=_MESSAGES)

SAID: dict[str, Said] = {
    "GET /consent": Said(documents={S.OK: _CONSENT}, problems=_TROUBLE),
    "POST /submissions": Said(
        pages=(S.ACCEPTED, *_POSTED),
        documents={S.ACCEPTED: _SUBMITTED},
        problems=(S.CONFLICT, *_POSTED),
        query=("lang",),
        form=("lang", "link", "marks", "agreed"),
        body=SubmissionRequest,
    ),
    "GET /submissions/{id}": Said(
        pages=_BY_LINK, documents={S.OK: _STATUS}, problems=(S.NOT_FOUND, *_TROUBLE), query=_LINK
    ),
    "POST /withdrawals": Said(
        pages=(S.SEE_OTHER, *_POSTED), problems=_TROUBLE, query=("lang",), form=("lang", "link")
    ),
    "GET /withdrawals/{id}": Said(pages=_BY_LINK, problems=_TROUBLE, query=_LINK),
    "POST /withdrawals/{id}": Said(pages=_BY_LINK, problems=_TROUBLE, query=_LINK),
    "GET /subscribe": Said(pages=(S.OK, *_TROUBLE), query=("topic", "lang")),
    "POST /subscriptions": Said(
        pages=(S.ACCEPTED, *_POSTED),
        documents={S.ACCEPTED: _ASKED},
        problems=_POSTED,
        query=("lang",),
        form=_WISHES,
        body=SubscriptionRequest,
    ),
    "POST /preferences": Said(
        pages=(S.ACCEPTED, *_POSTED), problems=_POSTED, query=("lang",), form=("lang", "address")
    ),
    "GET /subscriptions/{id}/confirm": Said(pages=_BY_LINK, query=_LINK),
    "POST /subscriptions/{id}/confirm": Said(pages=_BY_LINK, query=_LINK),
    "GET /subscriptions/{id}/preferences": Said(pages=_BY_LINK, query=_LINK),
    "POST /subscriptions/{id}/preferences": Said(
        pages=(*_BY_LINK, *_POSTED), problems=_POSTED, query=_LINK, form=_WISHES
    ),
    "GET /subscriptions/{id}/unsubscribe": Said(pages=_BY_LINK, query=_LINK),
    "POST /subscriptions/{id}/unsubscribe": Said(
        pages=(*_BY_LINK, *_POSTED), problems=_POSTED, query=_LINK, form=("List-Unsubscribe",)
    ),
    "POST /stories": Said(
        pages=(S.ACCEPTED, *_POSTED),
        problems=_TROUBLE,
        query=("lang",),
        form=("lang", "story", "contact", "country", "agreed"),
    ),
    "GET /stories/{id}/deletion": Said(pages=_BY_LINK, problems=_TROUBLE, query=_LINK),
    "POST /stories/{id}/deletion": Said(pages=_BY_LINK, problems=_TROUBLE, query=_LINK),
    "GET /connect": Said(pages=_BY_LINK, query=("lang",)),
    "POST /connect": Said(
        pages=(S.OK, S.SEE_OTHER, S.NOT_FOUND, *_TROUBLE), problems=(S.FORBIDDEN,), form=("lang", "agreed")
    ),
    "GET /connect/callback": Said(pages=(S.OK, S.BAD_REQUEST, *_TROUBLE), query=("state", "code", "error")),
    "GET /connect/leave": Said(pages=_BY_LINK, query=("creator", *_LINK)),
    "POST /connect/leave": Said(pages=_BY_LINK, form=("creator", *_LINK)),
    "POST /webhooks/partner": Said(
        documents={S.OK: {"type": "object"}},
        problems=(
            S.BAD_REQUEST,
            S.UNAUTHORIZED,
            S.METHOD_NOT_ALLOWED,
            S.REQUEST_ENTITY_TOO_LARGE,
            S.UNPROCESSABLE_ENTITY,
            *_TROUBLE,
        ),
        body=TypeAdapter(VideoPublished | VideoRemoved),
        signed=True,
    ),
}
