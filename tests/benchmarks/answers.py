"""AWS as it answers at once: everything of botocore runs, but for the socket."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from unittest.mock import patch
from zlib import crc32

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session

Answers = Mapping[str, AWSResponse]
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


@contextmanager
def answered_at_once() -> Iterator[tuple[dict[str, AWSResponse], Counter[str]]]:
    """The answers, to be filled in, and how often each operation was called."""
    answers: dict[str, AWSResponse] = {}
    calls: Counter[str] = Counter()

    def send(_session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        target: Any = request.headers["X-Amz-Target"]
        operation = target.decode().rpartition(".")[2]
        calls[operation] += 1
        given = answers[operation]
        # A response keeps its content once read; the next request is to read it anew.
        return _response(given.status_code, given.headers, given.raw)

    with patch.object(URLLib3Session, "send", send):
        yield answers, calls
