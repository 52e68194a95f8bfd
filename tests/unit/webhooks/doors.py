"""The two doors for webhooks as a stranger, a sender and an auditor see them: how a request is signed, and
whether one is. Worked out from the documents with hmac alone: nothing of the campaign's is asked.
"""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor
from typing import Any

from tests.unit.partners.signing_time import NOW

SIGNED_AT = int(NOW.timestamp())
Headers = dict[str, str]


@dataclass(frozen=True)
class Door:
    """`sign`: the headers for (secret, seconds since 1970, body) · `is_signed`: whether one of the secrets
    made one of the signatures of (headers, body), within the time that the door allows."""

    function: str
    secrets: tuple[str, str]
    stranger: str
    sign: Callable[[str, int, bytes], Headers]
    is_signed: Callable[[Mapping[str, Any], bytes, Sequence[str]], bool]


def sent_body(event: Mapping[str, Any]) -> bytes | None:
    """The bytes that an event of API Gateway or a function URL stands for; None for what stands for none."""
    text = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return bytes(text.encode("utf-8", "surrogatepass"))
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return None


def _values(headers: Mapping[str, Any], name: str) -> list[str]:
    return [value for key, value in headers.items() if key.lower() == name and isinstance(value, str)]


def _tiktok_sign(secret: str, at: int, body: bytes) -> Headers:
    digest = hmac.new(secret.encode(), b"%d." % at + body, "sha256").hexdigest()
    return {"Tiktok-Signature": f"t={at},s={digest}"}


def _tiktok_is_signed(headers: Mapping[str, Any], body: bytes, secrets: Sequence[str]) -> bool:
    """Generous: any time and any digest that stand anywhere in such a header will do."""
    values = _values(headers, "tiktok-signature")
    times = [found for value in values for found in re.findall(r"t=([0-9]+)", value)]
    digests = {found for value in values for found in re.findall(r"[0-9a-f]{64}", value)}
    return any(
        -300 <= int(at) - SIGNED_AT <= 60
        and hmac.new(secret.encode(), at.encode() + b"." + body, "sha256").hexdigest() in digests
        for at, secret in product(times, secrets)
    )


def _partner_mac(secret: str, message_id: str, at: int, body: bytes) -> bytes:
    key = b64decode(secret.removeprefix("whsec_"))
    return hmac.digest(key, f"{message_id}.{at}.".encode() + body, "sha256")


def _partner_sign(secret: str, at: int, body: bytes) -> Headers:
    mac = _partner_mac(secret, "msg_1", at, body)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{b64encode(mac).decode()}",
    }


def _partner_is_signed(headers: Mapping[str, Any], body: bytes, secrets: Sequence[str]) -> bool:
    """Generous: fractions of a second are cut off, and base64 may have other signs within it."""
    macs = set()
    for value in _values(headers, "webhook-signature"):
        for part in value.split(" "):
            try:
                macs.add(b64decode(part.partition(",")[2]))
            except ValueError:
                continue
    for message_id, text in product(_values(headers, "webhook-id"), _values(headers, "webhook-timestamp")):
        try:
            at = floor(float(text))
            found = {_partner_mac(secret, message_id, at, body) for secret in secrets}
        except (ValueError, OverflowError):
            continue
        if abs(at - SIGNED_AT) <= 300 and not found.isdisjoint(macs):
            return True
    return False


def _partner_secret(letter: bytes) -> str:
    return "whsec_" + b64encode(letter * 24).decode()


TIKTOK = Door(
    "receive_webhook", ("present secret", "next secret"), "another secret", _tiktok_sign, _tiktok_is_signed
)
PARTNERS = Door(
    "receive_partner_webhook",
    (_partner_secret(b"p"), _partner_secret(b"n")),
    _partner_secret(b"s"),
    _partner_sign,
    _partner_is_signed,
)
