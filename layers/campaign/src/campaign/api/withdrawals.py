"""The pages behind a withdrawal link, and the way to them, on the public API. A person reads them, so every
answer is a page."""

from http import HTTPStatus
from urllib.parse import urlencode

from campaign.api.pages import MAX_BYTES, page_answer, see_other, spoken
from campaign.api.public import Answer, Request, Routes
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.kernel.observability import logger
from campaign.pages.posted import first, form_in
from campaign.submissions.forms import find_page
from campaign.submissions.pages import Outcome, asking_page, outcome_page
from campaign.submissions.reading import leave_link_in, way_out_in
from campaign.submissions.tokens import PublicKey, is_withdrawal_token
from campaign.submissions.withdrawing import Withdrawing

_STATUS: dict[Outcome, HTTPStatus] = {
    "done": HTTPStatus.OK,
    "unknown": HTTPStatus.NOT_FOUND,
    "later": HTTPStatus.SERVICE_UNAVAILABLE,
    "unasked": HTTPStatus.SERVICE_UNAVAILABLE,
}


class WithdrawalApi:
    """`POST /withdrawals` finds the page of a link that was pasted; `GET /withdrawals/{id}` asks there, and
    `POST /withdrawals/{id}` withdraws, both with `?token=…&lang=ar|en`."""

    def __init__(self, withdrawing: Withdrawing, key: PublicKey, contact: str) -> None:
        self.withdrawing = withdrawing
        self.key = key
        self.contact = contact

    def routes(self) -> Routes:
        return {
            ("POST", "/withdrawals"): self.find,
            ("GET", "/withdrawals/{id}"): self.ask,
            ("POST", "/withdrawals/{id}"): self.confirm,
        }

    def find(self, request: Request) -> Answer:
        """Whoever holds a confirmation's link need not know which of its pages takes the video back; the
        link by which a connected account leaves is taken here too."""
        language = spoken(request)
        try:
            typed = first(form_in(request.text(MAX_BYTES)), "link")
        except PermanentError:
            typed = ""
        if leave := leave_link_in(typed):
            return see_other(f"{request.api_url}/connect/leave?{urlencode({**leave, 'lang': language})}")
        way_out = way_out_in(typed)
        if way_out is None:
            page = find_page(language, typed, self.contact)
            return page_answer(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)
        query = urlencode({"token": way_out.token, "lang": language})
        return see_other(f"{request.api_url}/withdrawals/{way_out.submission_id}?{query}")

    def ask(self, request: Request) -> Answer:
        try:
            self._check(request)
        except NotFoundError:
            return self._outcome(request, "unknown")
        except Exception:  # a fault of ours too must not leave them without a page
            logger.exception("the key of withdrawal links could not be read")
            return self._outcome(request, "unasked")
        page = asking_page(spoken(request), request.query("token"), self.contact)
        return page_answer(request, page)

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
        page = outcome_page(spoken(request), outcome, request.query("token"), self.contact)
        return page_answer(request, page, _STATUS[outcome])
