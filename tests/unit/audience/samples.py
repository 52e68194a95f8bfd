"""Invented subscribers, and the keys under which their addresses are kept."""

from collections.abc import Sequence
from typing import Any

from campaign.audience.addresses import registered
from campaign.audience.subscriber import Registration, Subscriber
from campaign.aws.address_box import SecretAddressBox
from tests.unit.sessions.samples import NOW

KEY = "audience key"
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


class Keys:
    """The first seals, all open."""

    def __init__(self, *keys: str, identity: str = KEY) -> None:
        self.keys: Sequence[str] = keys or (KEY,)
        self.identity_key = identity

    def sealing(self) -> tuple[str, ...]:
        return tuple(self.keys)

    def identity(self) -> str:
        return self.identity_key


BOX = SecretAddressBox(Keys())


def reader(**fields: Any) -> Subscriber:
    return _registered(MAIL, fields)


def partner(**fields: Any) -> Subscriber:
    return _registered(HOOK, fields)


def address_of(subscriber: Subscriber) -> str:
    """Of the usual contact."""
    return BOX.open(subscriber.id, subscriber.contacts[0])


def _registered(sample: dict[str, Any], fields: dict[str, Any]) -> Subscriber:
    given = {name: value for name, value in fields.items() if name in Registration.model_fields}
    rest = {name: value for name, value in fields.items() if name not in given}
    registration = Registration.model_validate({**sample, **given})
    return registered(registration, BOX, lambda: NOW).model_copy(update=rest)
