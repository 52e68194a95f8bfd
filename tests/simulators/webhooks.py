"""The sender of TikTok's webhooks: signs, posts, and tries again as TikTok does."""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from tests.simulators.models import Clock, utc_now

SIGNATURE_HEADER = "Tiktok-Signature"
GIVE_UP_AFTER = timedelta(hours=72)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the `Tiktok-Signature` header; `timestamp` is seconds since the epoch, UTC."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},s={digest}"


class Attempt(BaseModel):
    """One try at a delivery; `status` is `None`, with the `problem`, where no answer came."""

    model_config = ConfigDict(frozen=True)

    status: int | None
    body: bytes = b""
    problem: str | None = None

    @property
    def accepted(self) -> bool:
        return self.status == 200


class WebhookSender:
    """Delivers bodies to a callback URL, signed with the app's client secret.

    Whether TikTok signs a retry anew is not documented: `signs_retries_anew` plays either.
    """

    def __init__(
        self,
        secret: str,
        clock: Clock = utc_now,
        *,
        signs_retries_anew: bool = True,
        sleep: Callable[[float], None] = time.sleep,
        timeout_seconds: float = 30.0,
    ) -> None:
        self._secret = secret
        self._clock = clock
        self._signs_retries_anew = signs_retries_anew
        self._sleep = sleep
        self._timeout_seconds = timeout_seconds

    def sign(self, body: bytes, at: datetime | None = None) -> str:
        """The header's value for a body that is signed at this time, by default now."""
        return signature(self._secret, int((at or self._clock()).timestamp()), body)

    def send(
        self,
        url: str,
        body: bytes,
        *,
        host: str | None = None,
        signed_at: datetime | None = None,
        attempts: int = 1,
        first_pause_seconds: float = 1.0,
    ) -> tuple[Attempt, ...]:
        """Delivers a body, at most `attempts` times, the pause doubling each time, and never past 72 hours.

        `host` replaces the Host header, by which function URLs are told apart behind one address.
        """
        made: list[Attempt] = []
        header = self.sign(body, signed_at)
        pause, waited = first_pause_seconds, 0.0
        while True:
            made.append(self.post(url, body, {SIGNATURE_HEADER: header}, host=host))
            done = made[-1].accepted or len(made) >= attempts
            if done or waited + pause > GIVE_UP_AFTER.total_seconds():
                return tuple(made)
            self._sleep(pause)
            pause, waited = pause * 2, waited + pause
            if self._signs_retries_anew:
                header = self.sign(body)

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str] | None = None, *, host: str | None = None
    ) -> Attempt:
        """Posts exactly these bytes and headers, once: for requests that TikTok would never send."""
        target = urlsplit(url)
        connect = HTTPSConnection if target.scheme == "https" else HTTPConnection
        connection = connect(target.netloc, timeout=self._timeout_seconds)
        path = f"{target.path or '/'}{'?' + target.query if target.query else ''}"
        sent = {"Host": host or target.netloc, "Content-Type": "application/json", **(headers or {})}
        try:
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            return Attempt(status=answer.status, body=answer.read())
        except (OSError, HTTPException) as error:
            return Attempt(status=None, problem=repr(error))
        finally:
            connection.close()
