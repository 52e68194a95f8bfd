"""Links that creators send in, on the public API: nobody signs in."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from campaign.api.pages import MAX_BYTES, is_form, wants_page
from campaign.api.public import Answer, Request, Routes, json_answer, problem_answer
from campaign.api.submission_pages import SubmissionPages
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count
from campaign.kernel.problem import faults
from campaign.submissions.refusal import LinkRefusedError
from campaign.submissions.submission import SubmissionRequest, SubmissionState
from campaign.submissions.submitting import Submitting
from campaign.submissions.texts import (
    check_consent,
    messages,
    newest_consent,
    refusal_messages,
    state_messages,
)
from campaign.submissions.tokens import new_submission_id, withdrawal_token

_IDEMPOTENCY_KEY = re.compile(r"[!-~]{16,128}")


class Once(Protocol):
    """`campaign.aws.idempotency.Once`."""

    def do(self, key: str, payload: Any, action: Callable[[], str], context: LambdaContext) -> str: ...


class SubmissionApi:
    """`GET /consent`, `POST /submissions`, `GET /submissions/{id}`.

    A browser's form, and a browser that asks for a page, are answered by `pages`; programs send and are
    answered JSON. `read_link` makes TikTok's own address of what somebody pasted, or raises
    LinkRefusedError. `contact` is the address at which a person reads what the messages ask to write.
    """

    def __init__(
        self,
        submitting: Submitting,
        *,
        once: Once,
        read_link: Callable[[str], str],
        contact: str,
    ) -> None:
        self.submitting = submitting
        self.once = once
        self.read_link = read_link
        self.contact = contact
        self.pages = SubmissionPages(submitting, read_link, contact)

    def routes(self) -> Routes:
        return {
            ("GET", "/consent"): self.consent,
            ("POST", "/submissions"): self.submit,
            ("GET", "/submissions/{id}"): self.status,
        }

    def consent(self, _: Request) -> Answer:
        """The text to be agreed to, in both languages; its version goes into the submission."""
        version, texts = newest_consent()
        return json_answer(HTTPStatus.OK, {"text_version": version, "texts": texts})

    def submit(self, request: Request) -> Answer:
        """Keeps the link, once; TikTok is asked about it later."""
        if is_form(request):
            return self.pages.submit(request)
        try:
            sent = SubmissionRequest.model_validate_json(request.text(MAX_BYTES))
        except ValidationError as error:
            return problem_answer(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "the body does not fit; correct each of the errors",
                errors=faults(error),
            )
        check_consent(sent.consent)
        try:
            link = self.read_link(sent.link)
        except LinkRefusedError as error:
            count("SubmissionsRefused")
            return problem_answer(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                str(error),
                reason=error.reason,
                messages=refusal_messages(error.reason),
            )
        submission_id = self._kept_once(request, sent.model_copy(update={"link": link}))
        here = request.api_url
        token = withdrawal_token(self.submitting.key.value(), submission_id)
        return json_answer(
            HTTPStatus.ACCEPTED,
            {
                "id": submission_id,
                "state": SubmissionState.CHECKING,
                "status_url": f"{here}/submissions/{submission_id}",
                "withdraw_url": (
                    f"{here}/withdrawals/{submission_id}?token={token}&lang={sent.consent.language}"
                ),
                "messages": state_messages(SubmissionState.CHECKING),
            },
        )

    def status(self, request: Request) -> Answer:
        if wants_page(request):
            return self.pages.status(request)
        submission = self.submitting.find(request.path_id)
        return json_answer(
            HTTPStatus.OK,
            {
                "id": submission.id,
                "state": submission.state,
                "reason": submission.reason,
                "messages": messages(submission),
                "contact": self.contact,
            },
        )

    def _kept_once(self, request: Request, sent: SubmissionRequest) -> str:
        """The submission's id. A repetition with the same Idempotency-Key counts towards no limit.

        What is recorded for it is the id alone: the links, one of which can withdraw, are made anew for each
        answer.
        """
        idempotency_key = _idempotency_key(request)
        payload = sent.model_dump(mode="json")

        def keep() -> str:
            submission_id = new_submission_id(self.submitting.key.value(), idempotency_key, payload)
            self.submitting.keep(
                sent, submission_id, address=request.source_address, correlation_id=request.id
            )
            return submission_id

        if idempotency_key is None:
            return keep()
        return self.once.do(idempotency_key, payload, keep, request.context)


def _idempotency_key(request: Request) -> str | None:
    found = request.header("Idempotency-Key")
    if found is not None and not _IDEMPOTENCY_KEY.fullmatch(found):
        raise PermanentError(
            "Idempotency-Key", "it has not 16 to 128 visible characters", "take a random UUID"
        )
    return found
