"""One attempt to connect: from the button on our page to TikTok's, and back (RFC 6749 with PKCE, RFC 7636).

The browser keeps a secret in a cookie, TikTok carries a state. The table keeps only hashes of both, and what
was agreed to; PKCE's verifier is derived from the two, so that it is stored nowhere and only the browser that
began can end it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from campaign.creators.connection import Consent, Language, Stored

LIFETIME = timedelta(minutes=10)
"""How long TikTok's page may stay open."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """`state` begins with the language, so that even an answer that is refused is refused in it; `secret` is
    for the browser's cookie alone."""

    state: str
    secret: str

    @property
    def key(self) -> str:
        return digest(self.state)

    @property
    def verifier(self) -> str:
        """43 characters, as RFC 7636 asks for at least."""
        mac = hmac.new(self.secret.encode(), self.state.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(mac).rstrip(b"=").decode()


class PendingSignIn(Stored):
    """What is remembered until TikTok answers."""

    secret_hash: str
    consent: Consent
    expires_at: AwareDatetime


def begin(language: Language) -> Attempt:
    return Attempt(state=f"{language}-{secrets.token_urlsafe(32)}", secret=secrets.token_urlsafe(32))


def pending(attempt: Attempt, consent: Consent) -> PendingSignIn:
    return PendingSignIn(
        secret_hash=digest(attempt.secret), consent=consent, expires_at=consent.agreed_at + LIFETIME
    )


def agreed(pending: PendingSignIn | None, attempt: Attempt, now: datetime) -> Consent | None:
    """What was agreed to when this very browser began; None for an answer that did not begin here, came too
    late, or came before."""
    if pending is None or now >= pending.expires_at:
        return None
    return pending.consent if is_secret(attempt.secret, pending.secret_hash) else None


def language_of(state: str) -> Language:
    return "en" if state.startswith("en-") else "ar"


def new_secret() -> str:
    """256 random bits for a link that only its reader knows."""
    return secrets.token_urlsafe(32)


def is_secret(said: str, known_hash: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(digest(said), known_hash)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: of 256 random bits no salt is needed."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
