"""One webhook request at a function URL, and its answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from campaign.kernel.clock import Clock
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger
from campaign.kernel.problem import CONTENT_TYPE, problem
from campaign.tiktok.events import Destination, NotJsonError, read
from campaign.tiktok.webhook import SignatureError, raw_body, verify

Response = dict[str, Any]


class WebhookReceiver:
    """Checks method, size, signature and JSON, in this order: the first that fails is the answer.

    Only a request that passes all four leaves a message in a queue. A large body is not even hashed.
    """

    def __init__(
        self,
        *,
        send: Mapping[Destination, Callable[[str], None]],
        secrets: Callable[[], Sequence[str]],
        clock: Clock,
        max_age_seconds: int,
        max_bytes: int,
    ) -> None:
        self.send = send
        self.secrets = secrets
        self.clock = clock
        self.max_age_seconds = max_age_seconds
        self.max_bytes = max_bytes

    def __call__(self, event: Mapping[str, Any]) -> Response:
        """`event` is a function URL's request, payload version 2.0; never raises for what a request holds."""
        request = event.get("requestContext", {})
        correlation_id = str(request.get("requestId", ""))
        method = request.get("http", {}).get("method", "")
        if method != "POST":
            return self._refused(405, "only POST is taken here", {"allow": "POST"})
        try:
            body = raw_body(event.get("body"), bool(event.get("isBase64Encoded")))
            if len(body) > self.max_bytes:
                return self._refused(413, f"the body has more than {self.max_bytes} bytes; send less")
            secrets = self._secrets()
            if secrets is None:
                return self._unavailable("the signature cannot be checked at the moment; send it again later")
            verify(event.get("headers") or {}, body, secrets, self.clock(), self.max_age_seconds)
            self._pass_on(body, correlation_id)
        except SignatureError as error:
            return self._refused(401, str(error))
        except NotJsonError as error:
            return self._refused(400, str(error))
        except TransientError:
            logger.exception("a verified webhook could not be queued")
            return self._unavailable("the event cannot be kept at the moment; send it again later")
        count("WebhooksReceived")
        logger.info("webhook taken", correlation_id=correlation_id)
        return {"statusCode": 200, "body": ""}

    def _secrets(self) -> Sequence[str] | None:
        """None when they cannot be had, whatever the reason: no secret, no entry."""
        try:
            return self.secrets()
        except Exception:
            logger.exception("the webhook secret could not be read")
            return None

    def _pass_on(self, body: bytes, correlation_id: str) -> None:
        outgoing = read(body, self.clock(), correlation_id)
        if outgoing is None:
            return
        self.send[outgoing.destination](outgoing.body)
        count("UnknownEvents", int(outgoing.is_unknown_event))

    def _refused(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
        count("WebhooksRefused")
        logger.info("webhook refused", status=status, reason=detail)
        return _problem(status, detail, headers or {})

    def _unavailable(self, detail: str) -> Response:
        return _problem(503, detail, {"retry-after": "60"})


def _problem(status: int, detail: str, headers: Mapping[str, str]) -> Response:
    return {
        "statusCode": status,
        "headers": {"content-type": CONTENT_TYPE, **headers},
        "body": json.dumps(problem(status, detail)),
    }
