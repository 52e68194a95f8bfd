"""What a submission's links are made from: its id, and the token that its withdrawal link carries.

Both come from the campaign's own key, so the table holds nothing that a reader of it could withdraw by.
"""

import hmac
import json
import secrets
from typing import Any, Protocol


class PublicKey(Protocol):
    """The public API's secret."""

    def value(self) -> str: ...


def new_submission_id(key: str, idempotency_key: str | None, payload: Any) -> str:
    """128 bits in hexadecimal. With an idempotency key they follow from it and from what was sent, so that a
    request that died half-way and comes again writes the very same submission."""
    if idempotency_key is None:
        return secrets.token_hex(16)
    return _digest(key, "submission", idempotency_key, json.dumps(payload, sort_keys=True))[:32]


def withdrawal_token(key: str, submission_id: str) -> str:
    return _digest(key, "withdrawal", submission_id)


def is_withdrawal_token(token: str, key: str, submission_id: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(
        token.encode("utf-8", "surrogatepass"), withdrawal_token(key, submission_id).encode()
    )


def _digest(key: str, *parts: str) -> str:
    # as JSON, so that no two lists of parts read the same
    return hmac.new(key.encode(), json.dumps(parts).encode(), "sha256").hexdigest()
