"""The secret with which a webhook follower checks that a message is ours."""

import base64
import hashlib
import hmac
from typing import Protocol


class SigningKey(Protocol):
    """The campaign's own secret, from which every follower's is derived."""

    def value(self) -> str: ...


def webhook_secret(key: str, follower_id: str) -> str:
    """A Standard Webhooks secret (`whsec_` and base64 of 32 bytes), derived from the campaign's signing key.

    Derived and not stored: the table holds nothing secret, and deleting a follower leaves nothing behind.
    """
    digest = hmac.new(key.encode(), follower_id.encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(digest).decode()
