"""Links that creators send in, on the public API: nobody signs in."""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Response, Router
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.bodies import sized_body
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.kernel.observability import count, logger
from campaign.submissions.storage import Submissions
from campaign.submissions.submission import Submission, SubmissionRequest, SubmissionState
from campaign.submissions.texts import check_consent, messages, newest_consent, state_messages
from campaign.submissions.tokens import PublicKey, new_submission_id, withdrawal_token

MAX_BYTES = 8192
"""Of a request's body: a link has at most 2,048 characters."""

_IDEMPOTENCY_KEY = re.compile(r"[!-~]{16,128}")
_SUBMISSION_ID = re.compile(r"[0-9a-f]{32}")
_NO_STORE = {"Cache-Control": "no-store"}


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


class Once(Protocol):
    """`campaign.aws.idempotency.Once`."""

    def do(self, key: str, payload: Any, action: Callable[[], str], context: LambdaContext) -> str: ...


def submission_routes(
    submissions: Submissions,
    *,
    key: PublicKey,
    limits: Limits,
    once: Once,
    read_link: Callable[[str], str],
    clock: Clock,
) -> Router:
    """`GET /consent`, `POST /submissions`, `GET /submissions/{id}`.

    `read_link` makes TikTok's own address of what somebody pasted, or raises LinkRefusedError.
    """
    router = Router()

    @router.get("/consent")
    def consent() -> dict[str, Any]:
        """The text to be agreed to, in both languages; its version goes into the submission."""
        version, texts = newest_consent()
        return {"text_version": version, **texts}

    @router.post("/submissions")
    def submit() -> Response[str]:
        """Keeps the link, once; TikTok is asked about it later.

        A repetition with the same Idempotency-Key counts towards no limit. What is recorded for it is the
        submission's id alone: the links, one of which can withdraw, are made anew for each answer.
        """
        event = router.current_event
        request = SubmissionRequest.model_validate_json(sized_body(event, MAX_BYTES))
        check_consent(request.consent)
        link = read_link(request.link)
        payload = {**request.model_dump(mode="json"), "link": link}
        idempotency_key = _idempotency_key(event)

        def keep() -> str:
            limits.count(event.request_context.identity.source_ip)
            submission = Submission(
                id=new_submission_id(key.value(), idempotency_key, payload),
                link=link,
                consent=request.consent,
                marks=request.marks,
                submitted_at=clock(),
            )
            submissions.add(submission, str(event.request_context.request_id))
            count("SubmissionsReceived")
            logger.info("submission received", submission=submission.id)
            return submission.id

        if idempotency_key is None:
            submission_id = keep()
        else:
            submission_id = once.do(idempotency_key, payload, keep, router.lambda_context)
        answer = _confirmation(event, request, submission_id, withdrawal_token(key.value(), submission_id))
        return _json(HTTPStatus.ACCEPTED, answer)

    @router.get("/submissions/<submission_id>")
    def status(submission_id: str) -> Response[str]:
        stored = submissions.get(submission_id) if _SUBMISSION_ID.fullmatch(submission_id) else None
        if stored is None:
            raise NotFoundError("submission", "there is none with this id", "check the address")
        submission = stored.submission
        return _json(
            HTTPStatus.OK,
            {
                "id": submission.id,
                "state": submission.state,
                "reason": submission.reason,
                "messages": messages(submission),
            },
        )

    return router


def _idempotency_key(event: APIGatewayProxyEvent) -> str | None:
    found = event.headers.get("Idempotency-Key")
    if found is not None and not _IDEMPOTENCY_KEY.fullmatch(found):
        raise PermanentError("Idempotency-Key", "it has not 16 to 128 visible characters", "take a random UUID")
    return found


def _confirmation(
    event: APIGatewayProxyEvent, request: SubmissionRequest, submission_id: str, token: str
) -> dict[str, Any]:
    """The API is named as it was asked: API Gateway lets in what names one of its own hosts alone."""
    here = f"https://{event.headers['Host']}{event.request_context.path.rstrip('/').removesuffix('/submissions')}"
    return {
        "id": submission_id,
        "state": SubmissionState.CHECKING,
        "status_url": f"{here}/submissions/{submission_id}",
        "withdraw_url": f"{here}/withdrawals/{submission_id}?token={token}&lang={request.consent.language}",
        "messages": state_messages(SubmissionState.CHECKING),
    }


def _json(status: HTTPStatus, document: dict[str, Any]) -> Response[str]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(document, ensure_ascii=False),
        headers=_NO_STORE,
    )
