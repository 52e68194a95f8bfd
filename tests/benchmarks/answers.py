"""AWS as it answers at once: everything of botocore runs, but for the socket."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import urlsplit
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session

Answer = AWSResponse | Callable[[bytes], AWSResponse]
"""Always the same, or by the request's body."""
Answers = Mapping[str, Answer]
"""By operation, such as PutItem."""


class _Body(NamedTuple):
    content: bytes

    def stream(self) -> Iterator[bytes]:
        yield self.content


def answer(content: Mapping[str, Any], status: int = 200) -> AWSResponse:
    """In UTF-8, and with the checksum that DynamoDB sends and botocore checks."""
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = HeadersDict(
        {
            "content-type": "application/x-amz-json-1.0",
            "content-length": str(len(body)),
            "x-amzn-requestid": "0" * 52,
            "x-amz-crc32": str(crc32(body)),
        }
    )
    return _response(status, headers, _Body(body))


def _response(status: int, headers: Any, body: Any) -> AWSResponse:
    return AWSResponse("https://dynamodb.eu-west-1.amazonaws.com/", status, headers, body)


class Asked(NamedTuple):
    operation: str
    request: bytes
    answer: bytes


Seen = list[Asked]
_PATHS = {
    "/v2/email/outbound-bulk-emails": "SendBulkEmail",
    "/v2/email/outbound-emails": "SendEmail",
    "/v2/email/account": "GetAccount",
}


@contextmanager
def answered_at_once(seen: Seen | None = None) -> Iterator[tuple[dict[str, Answer], Counter[str]]]:
    """The answers, to be filled in, and how often each operation was called. `seen` gets what was asked."""
    answers: dict[str, Answer] = {}
    calls: Counter[str] = Counter()

    def send(_session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        operation = _operation(request)
        calls[operation] += 1
        body: Any = request.body
        found = answers[operation]
        given = found if isinstance(found, AWSResponse) else found(body)
        if seen is not None:
            seen.append(Asked(operation, body, given.raw.content))
        # A response keeps its content once read; the next request is to read it anew.
        return _response(given.status_code, given.headers, given.raw)

    with patch.object(URLLib3Session, "send", send):
        yield answers, calls


def _operation(request: AWSPreparedRequest) -> str:
    target: Any = request.headers.get("X-Amz-Target")
    if target is None:  # SES tells its operations by the path
        return _PATHS[urlsplit(str(request.url)).path]
    return str(target.decode().rpartition(".")[2])
