"""The pages behind a withdrawal link, on the public API. A person reads them, so every answer is a page."""

from http import HTTPStatus

from campaign.api.public import Answer, Request, Routes, text_answer
from campaign.kernel.errors import NotFoundError
from campaign.kernel.observability import logger
from campaign.pages.shell import headers
from campaign.submissions.pages import Outcome, asking_page, outcome_page
from campaign.submissions.submission import Language
from campaign.submissions.tokens import PublicKey, is_withdrawal_token
from campaign.submissions.withdrawing import Withdrawing

_STATUS: dict[Outcome, HTTPStatus] = {
    "done": HTTPStatus.OK,
    "unknown": HTTPStatus.NOT_FOUND,
    "later": HTTPStatus.SERVICE_UNAVAILABLE,
    "unasked": HTTPStatus.SERVICE_UNAVAILABLE,
}


class WithdrawalApi:
    """`GET /withdrawals/{id}` asks, `POST /withdrawals/{id}` withdraws; both with `?token=…&lang=ar|en`."""

    def __init__(self, withdrawing: Withdrawing, key: PublicKey, contact: str) -> None:
        self.withdrawing = withdrawing
        self.key = key
        self.contact = contact

    def routes(self) -> Routes:
        return {
            ("GET", "/withdrawals/{id}"): self.ask,
            ("POST", "/withdrawals/{id}"): self.confirm,
        }

    def ask(self, request: Request) -> Answer:
        try:
            self._check(request)
        except NotFoundError:
            return self._outcome(request, "unknown")
        except Exception:  # a fault of ours too must not leave them without a page
            logger.exception("the key of withdrawal links could not be read")
            return self._outcome(request, "unasked")
        return _page(HTTPStatus.OK, asking_page(_language(request), request.query("token"), self.contact))

    def confirm(self, request: Request) -> Answer:
        try:
            self._check(request)
            self.withdrawing.withdraw(request.path_id, request.id)
        except NotFoundError:
            return self._outcome(request, "unknown")
        except Exception:
            logger.exception("a withdrawal could not be written")
            return self._outcome(request, "later")
        return self._outcome(request, "done")

    def _check(self, request: Request) -> None:
        if not is_withdrawal_token(request.query("token"), self.key.value(), request.path_id):
            raise NotFoundError("withdrawal link", "its token is another one's", "copy all of the link")

    def _outcome(self, request: Request, outcome: Outcome) -> Answer:
        page = outcome_page(_language(request), outcome, request.query("token"), self.contact)
        return _page(_STATUS[outcome], page)


def _language(request: Request) -> Language:
    return "en" if request.query("lang") == "en" else "ar"


def _page(status: HTTPStatus, page: str) -> Answer:
    return text_answer(status, page, "text/html; charset=utf-8", headers())
