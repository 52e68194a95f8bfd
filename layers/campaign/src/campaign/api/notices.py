"""Notices: free words of the staff, at once or at a time."""

from http import HTTPStatus
from itertools import islice
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.announcements.hold import KeptHolds
from campaign.announcements.notice import Notice, RescheduleNotice, SendNotice, reschedule, withdraw, write
from campaign.announcements.notice_storage import Notices
from campaign.announcements.overview import LedgerView
from campaign.api.access import require_group
from campaign.api.hold import add_hold_routes
from campaign.api.ledger import add_ledger_routes
from campaign.api.outgoing_words import check_notice, with_warnings
from campaign.api.session_documents import body_of, correlation_id_of
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count

_PAGE = 100


def notice_routes(notices: Notices, holds: KeptHolds, ledger: LedgerView, clock: Clock) -> Router:
    """`POST` and `GET /notices`, `GET`, `PATCH` and `DELETE /notices/{id}`; for the group `publisher`. And
    those of the hold, and of what became of announcements.

    `POST` refuses what a rule of safe messaging forbids, and answers with what others warn of.
    `PATCH` moves its time; `DELETE ?expected_revision=` withdraws it, while it has not gone out.
    """
    router = Router()
    add_hold_routes(router, holds, clock)
    add_ledger_routes(router, ledger)

    @router.post("/notices")
    def send() -> tuple[dict[str, Any], int]:
        require_group(router.current_event.raw_event, "publisher")
        command = SendNotice.model_validate_json(body_of(router))
        warnings = check_notice(command.texts)
        notice = write(command, clock())
        notices.add(notice, correlation_id_of(router))
        count("NoticesWritten")
        return with_warnings(_document(notice), warnings), HTTPStatus.CREATED

    @router.get("/notices")
    def show_all() -> dict[str, Any]:
        """The hundred that go out last."""
        require_group(router.current_event.raw_event, "publisher")
        return {"notices": [_document(notice) for notice in islice(notices.latest(), _PAGE)]}

    @router.get("/notices/<notice_id>")
    def show(notice_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        return _document(notices.get(notice_id))

    @router.patch("/notices/<notice_id>")
    def move(notice_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        command = RescheduleNotice.model_validate_json(body_of(router))
        moved = reschedule(notices.get(notice_id), command, clock(), held=holds.current().on)
        notices.add(moved, correlation_id_of(router))
        return _document(moved)

    @router.delete("/notices/<notice_id>")
    def take_back(notice_id: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "publisher")
        revision = _revision(router.current_event.get_query_string_value("expected_revision", ""))
        withdrawn = withdraw(notices.get(notice_id), revision, clock(), held=holds.current().on)
        notices.add(withdrawn, correlation_id_of(router))
        return _document(withdrawn)

    return router


def _revision(text: str | None) -> int:
    if text and text.isascii() and text.isdigit():
        return int(text)
    raise PermanentError("expected_revision", "it is no number", "add ?expected_revision= as you read it")


def _document(notice: Notice) -> dict[str, Any]:
    return notice.model_dump(mode="json")
