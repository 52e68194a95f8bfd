"""Invented subscribers."""

from typing import Any

from campaign.audience.subscriber import Subscriber
from tests.unit.sessions.samples import NOW

MAIL: dict[str, Any] = {
    "id": "invented-reader",
    "channel": "email",
    "address": "reader@example.org",
    "language": "en",
    "topics": ["sessions"],
}
HOOK: dict[str, Any] = {
    "id": "invented-partner",
    "channel": "webhook",
    "address": "https://partner.example.org/hook?source=campaign",
    "language": "ar",
    "topics": ["sessions", "toolkits"],
}


def reader(**fields: Any) -> Subscriber:
    return Subscriber.model_validate({**MAIL, "registered_at": NOW, **fields})


def partner(**fields: Any) -> Subscriber:
    return Subscriber.model_validate({**HOOK, "registered_at": NOW, **fields})
