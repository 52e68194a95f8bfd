"""The calls that a function makes to AWS and to others, and what befalls one of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from unittest.mock import patch

import urllib3
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ReadTimeoutError as NoAnswer

SINKS = frozenset({"SendEmail", "SendBulkEmail", "Publish", "PutEvents", "PutMetricData"})
"""Calls whose effect nothing of ours can read back: they are kept as they were made."""
THROTTLED_AS = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "kms": "ThrottlingException",
    "s3": "SlowDown",
    "scheduler": "ThrottlingException",
    "secretsmanager": "ThrottlingException",
    "sesv2": "TooManyRequestsException",
    "sns": "ThrottledException",
    "sqs": "RequestThrottled",
    "events": "ThrottlingException",
}
"""The word that each service has for it."""


class Killed(BaseException):
    """The function's process ended: nothing of its own can catch that."""


class Fault(StrEnum):
    """What befalls a call."""

    BEFORE = "ended before"
    AFTER = "ended after"
    THROTTLED = "throttled"
    NO_ANSWER = "no answer"
    """It took effect, and the function waits for its answer until the SDK gives up."""
    ASKED_AGAIN = "asked again"
    """It took effect, its answer was lost, and the SDK asks a second time by itself."""
    MEANWHILE = "a copy meanwhile"
    """Before it, a second copy of the function is given the same and does all of it."""


READS = re.compile(r"\.(Get|Query|BatchGet|Head|List|Decrypt|Encrypt)")
"""Calls without an effect: to end after one is to end before the next, and it may be asked again."""
AT_READS = frozenset({Fault.BEFORE, Fault.THROTTLED, Fault.MEANWHILE})


class Calls:
    """Numbers calls from 0 on, over all redeliveries; each of `faults` befalls the call of its number."""

    def __init__(self, faults: Mapping[int, Fault]) -> None:
        self.faults = faults
        self.made: list[str] = []
        self.left: list[tuple[str, Any]] = []
        """What went out of the system, as SINKS and HTTP requests."""
        self.meanwhile: Callable[[], None] = lambda: None
        self._watching = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        call_aws = BaseClient._make_api_call  # type: ignore[attr-defined]
        call_http = HTTPConnectionPool.urlopen

        def aws(client: Any, operation: str, arguments: Any) -> Any:
            service = client.meta.service_model.service_name
            again = (
                client.meta.config.retries is None
                or client.meta.config.retries.get("total_max_attempts", 2) > 1
            )

            def act() -> Any:
                answer = call_aws(client, operation, arguments)
                if operation in SINKS:
                    self.left += [(operation, one) for one in arguments.get("Entries", [arguments])]
                return answer

            return self.around(
                f"{service}.{operation}",
                act,
                throttled=lambda: _raise(_throttling(client, service, operation)),
                no_answer=lambda: _raise(ReadTimeoutError(endpoint_url=f"https://{service}.example")),
                # DynamoDB knows a repeated transaction by its token, which stays the same in one call.
                again=(lambda first: first if operation == "TransactWriteItems" else act())
                if again
                else None,
            )

        def http(pool: Any, method: str, url: str, *arguments: Any, **named: Any) -> Any:
            def act() -> Any:
                answer = call_http(pool, method, url, *arguments, **named)
                return answer

            return self.around(
                f"http.{method}",
                act,
                throttled=lambda: urllib3.HTTPResponse(body=b"", status=429, preload_content=False),
                no_answer=lambda: _raise(NoAnswer(pool, url, "no answer")),
                again=None,
            )

        with (
            patch.object(BaseClient, "_make_api_call", aws),
            patch.object(HTTPConnectionPool, "urlopen", http),
        ):
            yield

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Only what happens in here is a call of the function."""
        before, self._watching = self._watching, True
        try:
            yield
        finally:
            self._watching = before

    def around(
        self,
        name: str,
        act: Callable[[], Any],
        *,
        throttled: Callable[[], Any],
        no_answer: Callable[[], Any],
        again: Callable[[Any], Any] | None,
    ) -> Any:
        """Carries out one call as its fault has it. `again`: how the SDK repeats it; None where it does not,
        and the function waits in vain."""
        if not self._watching:
            return act()
        fault = self.faults.get(len(self.made))
        self.made.append(name)
        if fault is Fault.BEFORE:
            raise Killed
        if fault is Fault.THROTTLED:
            return throttled()
        if fault is Fault.MEANWHILE:
            self._watching = False
            try:
                self.meanwhile()
            finally:
                self._watching = True
        answer = act()
        if fault is Fault.AFTER:
            raise Killed
        if fault is Fault.ASKED_AGAIN and again:
            try:
                return again(answer)
            except ClientError as error:
                error.response["ResponseMetadata"]["RetryAttempts"] = 1
                raise
        if fault in (Fault.NO_ANSWER, Fault.ASKED_AGAIN):
            return no_answer()
        return answer


def _raise(error: Exception) -> None:
    raise error


def _throttling(client: Any, service: str, operation: str) -> Exception:
    code = THROTTLED_AS[service]
    answer = {
        "Error": {"Code": code, "Message": "slow down"},
        "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RetryAttempts": 4},
    }
    error: Exception = client.exceptions.from_code(code)(answer, operation)
    return error
