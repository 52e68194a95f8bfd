"""The links that let somebody confirm, change or end what they asked for: signed, and without an account.

Each is the HMAC of its purpose, the subscriber's id and the moment when it ends: the table holds nothing that
a reader of it could open one with. Those for changing and ending do not end while somebody is subscribed.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol
from urllib.parse import quote, urlencode

from campaign.audience.subscriber import Language, Subscriber


class LinkKey(Protocol):
    def identity(self) -> str:
        """The campaign's key by which people are known again."""
        ...


class Purpose(StrEnum):
    CONFIRM = "confirm"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"


class Links:
    """`base_url`: of the public API, without a slash at its end · `reply_address`: where a person reads."""

    def __init__(self, key: LinkKey, base_url: str, reply_address: str) -> None:
        self.key = key
        self.base_url = base_url
        self.reply_address = reply_address

    def confirm(self, subscriber_id: str, language: Language, until: datetime) -> str:
        return self._link(Purpose.CONFIRM, subscriber_id, language, until)

    def links_for(self, subscriber: Subscriber) -> dict[str, str]:
        """`preferences` and `unsubscribe`, for the foot of a message."""
        return {
            purpose.value: self._link(purpose, subscriber.id, subscriber.language)
            for purpose in (Purpose.PREFERENCES, Purpose.UNSUBSCRIBE)
        }

    def unsubscribe_headers(self, subscriber: Subscriber) -> Mapping[str, str]:
        """RFC 8058: a mail program ends the subscription by one POST to the first address. The second, of RFC
        2369, is for programs that only know mail; a person removes whom its subject names."""
        page = self._link(Purpose.UNSUBSCRIBE, subscriber.id, subscriber.language)
        mail = f"{quote(self.reply_address, safe='@')}?subject={quote(f'stop {subscriber.id}')}"
        return {
            "List-Unsubscribe": f"<{page}>, <mailto:{mail}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _link(
        self, purpose: Purpose, subscriber_id: str, language: Language, until: datetime | None = None
    ) -> str:
        query = urlencode(
            {"token": token(self.key.identity(), purpose, subscriber_id, until), "lang": language}
        )
        return f"{self.base_url}/subscriptions/{subscriber_id}/{purpose}?{query}"


def token(key: str, purpose: Purpose, subscriber_id: str, until: datetime | None = None) -> str:
    """`<seconds since 1970, or 0>.<HMAC>`."""
    ends = int(until.timestamp()) if until else 0
    # as JSON, so that no two lists of parts read the same; a key of its own, apart from that of the digests
    secret = hmac.new(key.encode(), b"links", sha256).digest()
    signed = hmac.new(secret, json.dumps([purpose, subscriber_id, ends]).encode(), sha256).digest()
    return f"{ends}.{urlsafe_b64encode(signed).decode().rstrip('=')}"


def is_token(text: str, key: str, purpose: Purpose, subscriber_id: str, now: datetime) -> bool:
    """Whether the text is a token of this purpose and id that has not ended. In constant time."""
    ends, _, _ = text.partition(".")
    if not (ends.isascii() and ends.isdecimal() and len(ends) <= 11):
        return False
    until = datetime.fromtimestamp(int(ends), now.tzinfo) if int(ends) else None
    right = token(key, purpose, subscriber_id, until)
    same = hmac.compare_digest(text.encode("utf-8", "surrogatepass"), right.encode())
    return same and (until is None or now < until)
