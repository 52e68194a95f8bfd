"""The door for TikTok's webhooks: who sent these bytes, and when.

Source: TikTok for Developers, "Webhook Verification". Header `Tiktok-Signature: t=<seconds>,s=<hex>`; the
signature is HMAC-SHA256 with the client secret over `t`, a full stop and the raw body.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from campaign.webhooks.refusals import SignatureError

HEADER = "tiktok-signature"
FUTURE_SKEW_SECONDS = 60
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime, max_age_seconds: int
) -> None:
    """Raise SignatureError unless one of the secrets made the signature, at most `max_age_seconds` ago.

    Two secrets are in force while one is being rotated; how long the check takes does not tell which matched.
    Whether TikTok signs a retry anew is not documented: where it does not, the age must cover its 72 hours of
    retries. A clock that runs ahead is forgiven for FUTURE_SKEW_SECONDS.
    """
    if not secrets or "" in secrets:
        raise SignatureError("there is no secret to check it with")
    signed_at, digest = _parse(headers)
    signed = signed_at.encode() + b"." + body
    expected = [hmac.digest(secret.encode(), signed, "sha256").hex() for secret in secrets]
    matches = [hmac.compare_digest(one, digest) for one in expected]  # a list: every one is compared
    if not any(matches):
        raise SignatureError("its signature does not match")
    age = now.timestamp() - int(signed_at)
    if age > max_age_seconds:
        raise SignatureError(f"its signature is older than {max_age_seconds} seconds")
    if age < -FUTURE_SKEW_SECONDS:
        raise SignatureError("its signature is dated in the future")


def _parse(headers: Mapping[str, str]) -> tuple[str, str]:
    """`t` and `s` of the one signature header. Parts of other names are left for what TikTok may add."""
    values = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(values) != 1:
        raise SignatureError(f"it has {len(values)} Tiktok-Signature headers and needs one")
    pairs = [part.split("=", 1) for part in values[0].split(",")]
    fields = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    if len(fields) != len(pairs):
        raise SignatureError("its Tiktok-Signature repeats a field, or holds something that is none")
    signed_at, digest = fields.get("t", ""), fields.get("s", "")
    if not _SECONDS.fullmatch(signed_at) or not _DIGEST.fullmatch(digest):
        raise SignatureError("its Tiktok-Signature lacks t (seconds) or s (64 lower-case hex digits)")
    return signed_at, digest
