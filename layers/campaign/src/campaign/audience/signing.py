"""The secret with which a webhook subscriber checks that a message is ours."""

import base64
import hashlib
import hmac
from typing import Protocol


class SigningKey(Protocol):
    """The campaign's own secret, from which every subscriber's is derived."""

    def value(self) -> str: ...


def webhook_secret(key: str, subscriber_id: str) -> str:
    """A Standard Webhooks secret (`whsec_` and base64 of 32 bytes), derived from the campaign's signing key.

    Derived and not stored: the table holds nothing secret, and deleting a subscriber leaves nothing behind.
    """
    digest = hmac.new(key.encode(), subscriber_id.encode(), hashlib.sha256).digest()
    return "whsec_" + base64.b64encode(digest).decode()
