"""Submissions in a browser: the form's answer, and the page on which somebody sees how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

from campaign.api.pages import MAX_BYTES, page_answer, spoken
from campaign.api.public import Answer, Request
from campaign.api.statuses import status_of
from campaign.kernel.errors import NotFoundError, PermanentError, TooManyError, TransientError
from campaign.kernel.observability import count, logger
from campaign.pages.posted import Form, form_in
from campaign.submissions.forms import NOTHING, submit_page
from campaign.submissions.pages import no_status_page, status_page
from campaign.submissions.reading import submission_in
from campaign.submissions.refusal import Refusal
from campaign.submissions.submission import Submission
from campaign.submissions.submitting import Submitting
from campaign.submissions.texts import refusal_messages, trouble_messages
from campaign.submissions.tokens import is_withdrawal_token, withdrawal_token


@dataclass(frozen=True, slots=True)
class SubmissionPages:
    """Whatever goes wrong, a person finds what they typed, and what to do."""

    submitting: Submitting
    read_link: Callable[[str], str]
    contact: str

    def submit(self, request: Request) -> Answer:
        try:
            form = form_in(request.text(MAX_BYTES))
        except PermanentError as error:  # far more than the form takes, so there is nothing to give back
            faults = {"link": refusal_messages(Refusal.NOT_A_LINK)[spoken(request)]}
            return page_answer(request, submit_page(spoken(request), NOTHING, faults), status_of(error))
        read = submission_in(form, spoken(request), self.read_link)
        if read.sent is None:
            count("SubmissionsRefused")
            page = submit_page(spoken(request), form, read.faults)
            return page_answer(request, page, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            kept = self.submitting.keep_of_this_hour(
                read.sent, address=request.source_address, correlation_id=request.id
            )
            return self._confirmation(request, kept, HTTPStatus.ACCEPTED)
        except TooManyError as error:
            busy = self._trouble(request, form, "busy", status_of(error))
            return busy | {"headers": {**busy["headers"], "Retry-After": str(error.retry_after)}}
        except TransientError as error:
            logger.warning("a submission could not be kept", reason=str(error))
            return self._trouble(request, form, "later", status_of(error))
        except Exception:
            logger.exception("request failed")
            return self._trouble(request, form, "later", HTTPStatus.INTERNAL_SERVER_ERROR)

    def status(self, request: Request) -> Answer:
        """With the token of the confirmation's link also the way to take it back."""
        try:
            submission = self.submitting.find(request.path_id)
        except NotFoundError:
            page = no_status_page(spoken(request), self.contact)
            return page_answer(request, page, HTTPStatus.NOT_FOUND)
        if is_withdrawal_token(request.query("token"), self.submitting.key.value(), submission.id):
            return self._confirmation(request, submission, HTTPStatus.OK)
        return page_answer(request, status_page(spoken(request), submission, "", ""))

    def _confirmation(self, request: Request, submission: Submission, status: HTTPStatus) -> Answer:
        language = spoken(request)
        token = withdrawal_token(self.submitting.key.value(), submission.id)
        query = urlencode({"token": token, "lang": language})
        confirmation, withdraw = (
            f"{request.api_url}/{what}/{submission.id}?{query}" for what in ("submissions", "withdrawals")
        )
        return page_answer(request, status_page(language, submission, confirmation, withdraw), status)

    def _trouble(
        self, request: Request, form: Form, trouble: Literal["busy", "later"], status: HTTPStatus
    ) -> Answer:
        told = {"link": trouble_messages(trouble)[spoken(request)]}
        return page_answer(request, submit_page(spoken(request), form, told), status)
