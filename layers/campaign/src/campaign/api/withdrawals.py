"""The pages behind a withdrawal link, on the public API. A person reads them, so every answer is a page."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler.api_gateway import Response, Router

from campaign.kernel.errors import NotFoundError, TransientError
from campaign.kernel.observability import logger
from campaign.submissions.pages import HEADERS, Outcome, asking_page, outcome_page
from campaign.submissions.submission import Language
from campaign.submissions.tokens import PublicKey, is_withdrawal_token
from campaign.submissions.withdrawing import Withdrawing

_STATUS: dict[Outcome, HTTPStatus] = {
    "done": HTTPStatus.OK,
    "unknown": HTTPStatus.NOT_FOUND,
    "later": HTTPStatus.SERVICE_UNAVAILABLE,
}


def withdrawal_routes(withdrawing: Withdrawing, key: PublicKey) -> Router:
    """`GET /withdrawals/{id}` asks, `POST /withdrawals/{id}` withdraws; both with `?token=…&lang=ar|en`."""
    router = Router()

    @router.get("/withdrawals/<submission_id>")
    def ask(submission_id: str) -> Response[str]:
        try:
            if not is_withdrawal_token(_token(), key.value(), submission_id):
                return _outcome("unknown")
        except TransientError:
            return _outcome("later")
        return _page(HTTPStatus.OK, asking_page(_language(), _token()))

    @router.post("/withdrawals/<submission_id>")
    def confirm(submission_id: str) -> Response[str]:
        try:
            if not is_withdrawal_token(_token(), key.value(), submission_id):
                return _outcome("unknown")
            withdrawing.withdraw(submission_id, str(router.current_event.request_context.request_id))
        except NotFoundError:
            return _outcome("unknown")
        except TransientError:
            logger.exception("a withdrawal could not be written", submission=submission_id)
            return _outcome("later")
        return _outcome("done")

    def _token() -> str:
        return router.current_event.get_query_string_value("token", "") or ""

    def _language() -> Language:
        return "en" if router.current_event.get_query_string_value("lang", "ar") == "en" else "ar"

    def _outcome(outcome: Outcome) -> Response[str]:
        return _page(_STATUS[outcome], outcome_page(_language(), outcome, _token()))

    return router


def _page(status: HTTPStatus, page: str) -> Response[str]:
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=page, headers=dict(HEADERS))
