"""What the staff's sign-in asks for beside a password: the codes of an authenticator (TOTP, RFC 6238)."""

import base64
import os
from datetime import datetime
from typing import Protocol

import typer
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from campaign.kernel.clock import Clock, utc_now

CODE = "CAMPAIGN_STAFF_CODE"


class SecondFactor(Protocol):
    """Whatever gives codes to whoever signs in."""

    def set_up(self, secret: str) -> str:
        """Take this secret, base 32, and answer the first code that follows from it."""
        ...

    def code(self) -> str:
        """The code of now."""
        ...


class Authenticator:
    """An authenticator that holds one secret in memory: for accounts that a program makes and uses."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._secret = ""

    def set_up(self, secret: str) -> str:
        self._secret = secret
        return self.code()

    def code(self) -> str:
        return totp(self._secret, self._clock())


class AtTheTerminal:
    """A person with an authenticator, who types its codes. One code may come from CAMPAIGN_STAFF_CODE."""

    def set_up(self, secret: str) -> str:
        typer.echo("This account has no second factor yet. Add this key to your authenticator app:", err=True)
        typer.echo(f"  {grouped(secret)}", err=True)
        return self._typed()

    def code(self) -> str:
        return os.environ.get(CODE) or self._typed()

    @staticmethod
    def _typed() -> str:
        typed: str = typer.prompt("Code of your authenticator", err=True)
        return typed.replace(" ", "")


def totp(secret: str, at: datetime) -> str:
    """As Cognito wants it: SHA-1, six digits, 30 seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    # RFC 6238 has a key of 20 bytes; Cognito's may be longer, and no shorter.
    return TOTP(key, 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303 - as authenticators have it


def grouped(secret: str) -> str:
    """In fours, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
