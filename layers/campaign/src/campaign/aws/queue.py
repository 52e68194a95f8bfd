"""Sending to a queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from campaign.aws.errors import translated
from campaign.kernel.errors import TransientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LIMIT = 10
_LIMIT_BYTES = 262_144


class Queue:
    """One queue, written to in batches of ten."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self.client = client
        self.url = url

    def send(self, body: str, *, after: int = 0) -> None:
        """`after` so many seconds, 900 at most, it comes to its receiver."""
        with translated(self.url):
            self.client.send_message(QueueUrl=self.url, MessageBody=body, DelaySeconds=after)

    def send_all(self, bodies: Iterable[str]) -> None:
        """Send every body or raise TransientError: a caller that is retried sends the first ones again,
        which its receivers' keys make harmless."""
        for chunk in _chunks(bodies):
            with translated(self.url):
                answer = self.client.send_message_batch(
                    QueueUrl=self.url,
                    Entries=[
                        {"Id": str(position), "MessageBody": body} for position, body in enumerate(chunk)
                    ],
                )
            if refused := answer.get("Failed"):
                raise TransientError(
                    self.url, f"{len(refused)} of {len(chunk)} messages refused", "try again"
                )


def _chunks(bodies: Iterable[str]) -> Iterator[list[str]]:
    """As many at once as one call takes: by their number, and by their size together."""
    chunk: list[str] = []
    size = 0
    for body in bodies:
        body_size = len(body.encode())
        if chunk and (len(chunk) == _LIMIT or size + body_size > _LIMIT_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(body)
        size += body_size
    if chunk:
        yield chunk
