"""One webhook request at a function URL or a REST API, and its answer, whoever sends it.

No pydantic here: the function that answers TikTok's webhooks must start fast.
"""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaign.kernel.clock import Clock
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger
from campaign.kernel.problem import CONTENT_TYPE, problem
from campaign.webhooks.refusals import NotJsonError, RefusedError, SignatureError

Response = dict[str, Any]
Verify = Callable[[Mapping[str, str], bytes, Sequence[str], datetime], None]
"""Headers, raw body, secrets in force, now; raises SignatureError."""
Take = Callable[[bytes, datetime, str], None]
"""Raw body, now, correlation id: hands a verified event on; raises RefusedError or TransientError."""


class WebhookReceiver:
    """Checks method, size, signature and content, in this order: the first that fails is the answer.

    Only a request that passes all four leaves a message in a queue. A large body is not even hashed.
    `<counted_as>Received` and `<counted_as>Refused` are the metrics.
    """

    def __init__(
        self,
        *,
        secrets: Callable[[], Sequence[str]],
        verify: Verify,
        take: Take,
        clock: Clock,
        max_bytes: int,
        counted_as: str,
    ) -> None:
        self.secrets = secrets
        self.verify = verify
        self.take = take
        self.clock = clock
        self.max_bytes = max_bytes
        self.counted_as = counted_as

    def __call__(self, event: Mapping[str, Any]) -> Response:
        """`event` is the request of a function URL (payload version 2.0) or a REST API; never raises for what
        it holds."""
        request = event.get("requestContext") or {}
        correlation_id = str(request.get("requestId") or "")
        method = event.get("httpMethod") or (request.get("http") or {}).get("method")
        if method != "POST":
            return self._refused(405, "only POST is taken here", {"allow": "POST"})
        try:
            body = raw_body(event.get("body"), bool(event.get("isBase64Encoded")))
            if len(body) > self.max_bytes:
                return self._refused(413, f"the body has more than {self.max_bytes} bytes; send less")
            secrets = self._secrets()
            if secrets is None:
                return self._unavailable("the signature cannot be checked at the moment; send it again later")
            self.verify(event.get("headers") or {}, body, secrets, self.clock())
            self.take(body, self.clock(), correlation_id)
        except RefusedError as error:
            return self._refused(error.status, str(error), **error.members)
        except TransientError:
            logger.exception("a verified webhook could not be queued")
            return self._unavailable("the event cannot be kept at the moment; send it again later")
        count(f"{self.counted_as}Received")
        logger.info("webhook taken", correlation_id=correlation_id)
        return {"statusCode": 200, "body": ""}

    def _secrets(self) -> Sequence[str] | None:
        """None when they cannot be had, whatever the reason: no secret, no entry."""
        try:
            return self.secrets()
        except Exception:
            logger.exception("the webhook secret could not be read")
            return None

    def _refused(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> Response:
        count(f"{self.counted_as}Refused")
        logger.info("webhook refused", status=status, reason=detail)
        return _problem(status, detail, headers or {}, **members)

    def _unavailable(self, detail: str) -> Response:
        return _problem(503, detail, {"retry-after": "60"})


def raw_body(body: str | None, is_base64: bool) -> bytes:
    """The bytes that were sent, from how Lambda is handed them. Raises SignatureError for broken
    base64."""
    text = body or ""
    if not is_base64:
        return text.encode("utf-8", "surrogatepass")
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureError("its body is not base64, though it says so") from None


def json_object(body: bytes | str) -> dict[str, Any]:
    """Raises NotJsonError for everything else."""
    try:
        value = json.loads(body if isinstance(body, str) else body.decode())
    except (ValueError, RecursionError):  # RecursionError: brackets nested thousands deep
        raise NotJsonError from None
    if not isinstance(value, dict):
        raise NotJsonError
    return value


def _problem(status: int, detail: str, headers: Mapping[str, str], **members: Any) -> Response:
    return {
        "statusCode": status,
        "headers": {"content-type": CONTENT_TYPE, **headers},
        "body": json.dumps(problem(status, detail, **members)),
    }
