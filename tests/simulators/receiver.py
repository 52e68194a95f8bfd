"""A partner's webhook endpoint: records what it is sent, checks its signature, answers as scripted."""

import threading
import time
from collections import deque

from pydantic import BaseModel, ConfigDict
from standardwebhooks import Webhook, WebhookVerificationError

from campaign_cli.loopback import Answer, LoopbackServer, Request


class ReceivedWebhook(BaseModel):
    """One delivery; `verified` is `None` where the receiver was given no secret."""

    model_config = ConfigDict(frozen=True)

    request: Request
    verified: bool | None
    status: int

    @property
    def webhook_id(self) -> str | None:
        """The Standard Webhooks id, the same for every try of one message."""
        return self.request.headers.get("webhook-id")


class WebhookReceiver(LoopbackServer):
    """Listens on a port of 127.0.0.1 for as long as its `with` block lasts.

    With a Standard Webhooks `secret` (`whsec_…`), a request whose signature fails is recorded and
    answered 401.
    """

    def __init__(self, secret: str | None = None, port: int = 0, *, takes_seconds: float = 0.0) -> None:
        """`takes_seconds`: after which each request is answered, apart from the others."""
        super().__init__(self._respond, port)
        self.received: list[ReceivedWebhook] = []
        self.most_at_once = 0
        self._takes_seconds = takes_seconds
        self._at_once = 0
        self._webhook = Webhook(secret) if secret is not None else None
        self._statuses: deque[int] = deque()
        self._arrival = threading.Condition()

    def trust(self, secret: str) -> None:
        """From now on signatures are checked with this secret, which a partner learns when it registers."""
        self._webhook = Webhook(secret)

    def answer_next(self, *statuses: int) -> None:
        """The next requests are answered with these HTTP statuses, in this order; afterwards 200 again."""
        self._statuses.extend(statuses)

    def wait_for(self, count: int, timeout_seconds: float = 10.0) -> list[ReceivedWebhook]:
        """What was received, once there are at least `count` requests.

        Raises:
            TimeoutError: fewer came in that time.
        """
        with self._arrival:
            if not self._arrival.wait_for(lambda: len(self.received) >= count, timeout_seconds):
                raise TimeoutError(f"{len(self.received)} of {count} webhooks came in {timeout_seconds} s")
            return list(self.received)

    def _respond(self, request: Request) -> Answer:
        with self._arrival:
            verified = self._verify(request)
            status = self._statuses.popleft() if self._statuses else (401 if verified is False else 200)
            self.received.append(ReceivedWebhook(request=request, verified=verified, status=status))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self._arrival.notify_all()
        time.sleep(self._takes_seconds)
        with self._arrival:
            self._at_once -= 1
        return Answer(status=status)

    def _verify(self, request: Request) -> bool | None:
        if self._webhook is None:
            return None
        try:
            self._webhook.verify(request.body, request.headers, json_parse=False)
        except WebhookVerificationError:
            return False
        return True
