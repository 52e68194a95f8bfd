"""Links that creators send in, on the public API: nobody signs in."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from campaign.api.public import Answer, Request, Routes, json_answer, problem_answer
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.kernel.observability import count, logger
from campaign.kernel.problem import faults
from campaign.submissions.refusal import LinkRefusedError
from campaign.submissions.storage import Submissions
from campaign.submissions.submission import Submission, SubmissionRequest, SubmissionState
from campaign.submissions.texts import (
    check_consent,
    messages,
    newest_consent,
    refusal_messages,
    state_messages,
)
from campaign.submissions.tokens import PublicKey, new_submission_id, withdrawal_token

MAX_BYTES = 8192
"""Of a request's body: a link has at most 2,048 characters."""

_IDEMPOTENCY_KEY = re.compile(r"[!-~]{16,128}")
_SUBMISSION_ID = re.compile(r"[0-9a-f]{32}")


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


class Once(Protocol):
    """`campaign.aws.idempotency.Once`."""

    def do(self, key: str, payload: Any, action: Callable[[], str], context: LambdaContext) -> str: ...


class SubmissionApi:
    """`GET /consent`, `POST /submissions`, `GET /submissions/{id}`.

    `read_link` makes TikTok's own address of what somebody pasted, or raises LinkRefusedError. `contact` is
    the address at which a person reads what the messages ask to write.
    """

    def __init__(
        self,
        submissions: Submissions,
        *,
        key: PublicKey,
        limits: Limits,
        once: Once,
        read_link: Callable[[str], str],
        contact: str,
        clock: Clock,
    ) -> None:
        self.submissions = submissions
        self.key = key
        self.limits = limits
        self.once = once
        self.read_link = read_link
        self.contact = contact
        self.clock = clock

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
        token = withdrawal_token(self.key.value(), submission_id)
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
        found = _SUBMISSION_ID.fullmatch(request.path_id)
        stored = self.submissions.get(found[0]) if found else None
        if stored is None:
            raise NotFoundError("submission", "there is none with this id", "check the address")
        submission = stored.submission
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
            self.limits.count(request.source_address)
            submission = Submission(
                **{name: getattr(sent, name) for name in SubmissionRequest.model_fields},
                id=new_submission_id(self.key.value(), idempotency_key, payload),
                submitted_at=self.clock(),
            )
            self.submissions.add(submission, request.id)
            count("SubmissionsReceived")
            logger.info("submission received", submission=submission.id)
            return submission.id

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
