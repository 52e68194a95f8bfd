"""What left the campaign, caught at the last step: calls of SES, and posts to webhook endpoints."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from tests.announced.model import To

_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d \([A-Za-z_/]+\))")
_LANGUAGE = re.compile(r'<html lang="(ar|en)"')


class Sent(NamedTuple):
    """`starts`: as the reader reads it, in their own zone; None where none is told."""

    to: To
    at: datetime
    channel: str
    language: str
    starts: str | None


class Outbox:
    """Takes everything, and keeps it in the order of sending. `name_of` says whose an address is."""

    def __init__(self, clock: Callable[[], datetime], name_of: Callable[[str], str]) -> None:
        self.clock = clock
        self.name_of = name_of
        self.sent: list[Sent] = []
        self.after_a_call: Callable[[], None] = lambda: None

    def send_bulk_email(self, **call: Any) -> dict[str, Any]:
        """Stands for SES: every entry is taken."""
        content = call["DefaultContent"]["Template"]["TemplateContent"]
        language = language_of(content["Html"])
        for entry in call["BulkEmailEntries"]:
            (address,) = entry["Destination"]["ToAddresses"]
            tags = {tag["Name"]: tag["Value"] for tag in entry["ReplacementTags"]}
            facts = json.loads(
                entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"]
            )
            to = To(key_in(tags["announcement"]), self.name_of(address))
            self.sent.append(Sent(to, self.clock(), "email", language, time_in(facts.get("starts", ""))))
        self.after_a_call()
        return {
            "BulkEmailEntryResults": [
                {"Status": "SUCCESS", "MessageId": str(len(self.sent) + place)}
                for place, _ in enumerate(call["BulkEmailEntries"])
            ]
        }

    def get_account(self) -> dict[str, Any]:
        """Stands for SES as well: the quota leaves room."""
        return {"SendQuota": {"MaxSendRate": 14.0, "Max24HourSend": 1e9, "SentLast24Hours": 0.0}}

    @contextmanager
    def connection(self, endpoint: Any) -> Iterator[Any]:
        """Stands for an endpoint: every post is answered 204."""

        def post(_method: str, path: str, *, body: bytes, **_: Any) -> Any:
            name = self.name_of(f"https://{endpoint.host}{path}")
            self.sent.append(posted(name, body, self.clock()))
            self.after_a_call()
            return SimpleNamespace(status=204, close=lambda: None, headers={})

        yield SimpleNamespace(urlopen=post)


def posted(reader: str, body: bytes, at: datetime) -> Sent:
    """A webhook's body, read as its receiver would."""
    news = json.loads(body)
    data = news["data"]
    key = f"{data['subject']}@{data['revision']}/{news['type']}"
    return Sent(To(key, reader), at, "webhook", data["language"], time_in(data["text"]))


def key_in(tag: str) -> str:
    """The announcement's key, of which a mail's tag is the base64."""
    return urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()


def language_of(html: str) -> str:
    (language,) = _LANGUAGE.findall(html)
    return str(language)


def time_in(text: str) -> str | None:
    """The first time that is told."""
    found = _TIME.search(text)
    return found[1] if found else None
