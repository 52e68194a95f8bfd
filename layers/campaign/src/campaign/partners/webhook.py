"""The door for partners' webhooks, signed as https://www.standardwebhooks.com specifies."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from standardwebhooks import Webhook, WebhookVerificationError

from campaign.webhooks.refusals import SignatureError

_SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32,88}={0,2}")  # the specification: 24 to 64 random bytes


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], _now: datetime) -> None:
    """Raise SignatureError unless one of the secrets made the signature, at most five minutes ago.

    The library asks its own clock. A secret that is not of the specification's form, such as the random
    value that a deployment starts with, lets nobody in.
    """
    usable = [secret for secret in secrets if _SECRET.fullmatch(secret)]
    if not usable:
        raise SignatureError("there is no Standard Webhooks secret to check it with")
    faults = [_fault(secret, headers, body) for secret in usable]  # a list: every one is asked
    if None not in faults:
        raise SignatureError(f"its signature is not good ({faults[0]})")


def _fault(secret: str, headers: Mapping[str, str], body: bytes) -> str | None:
    """In words that repeat nothing that was sent; None for a good signature."""
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        return str(error)
    except ValueError:  # no UTF-8, no base64, no version before the signature: the library lets them through
        return "Invalid Signature Headers or body"
    return None
