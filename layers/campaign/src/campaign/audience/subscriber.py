"""Somebody who asked to be told: about what, in which language, and at which hours of their own day."""

import re
from datetime import time
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Language = Literal["ar", "en"]
SubscriberId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Topic = Annotated[
    str,
    StringConstraints(
        pattern=r"^(everything|sessions|toolkits|(session|toolkit):[a-z0-9]+(-[a-z0-9]+)*)$", max_length=100
    ),
]
Topics = Annotated[tuple[Topic, ...], Field(min_length=1, max_length=20)]
LocalTime = Annotated[time, AfterValidator(lambda moment: _on_the_minute(moment))]


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"
    SMS = "sms"


class Cadence(StrEnum):
    """`digest`: what can wait is told once a week, all together."""

    IMMEDIATE = "immediate"
    DIGEST = "digest"


def _on_the_minute(moment: time) -> time:
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError("is no local time such as 21:00")
    return moment


@lru_cache(maxsize=1024)
def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no such time zone; write an IANA name such as Asia/Dubai") from None
    return name


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]


class QuietHours(BaseModel):
    """Local times; a `start` after `end` crosses midnight, and equal ones mean: none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: LocalTime = time(21)
    end: LocalTime = time(9)


_ADDRESSES = {
    Channel.EMAIL: re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    Channel.WEBHOOK: re.compile(r"https?://[\x21-\x7e]+"),
    Channel.SMS: re.compile(r"\+[1-9][0-9]{6,14}"),  # ITU-T E.164
}


class Address(BaseModel):
    """In clear, as somebody types it: an e-mail address, a webhook's URL or a phone number. Never stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel
    address: Annotated[str, StringConstraints(max_length=2048)]

    @model_validator(mode="after")
    def _address_fits_channel(self) -> Self:
        if not _ADDRESSES[self.channel].fullmatch(self.address):
            raise ValueError(f"address does not fit the channel {self.channel}")
        return self


class Wishes(BaseModel):
    """What a subscriber chooses, and may choose anew at any time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language
    zone: Zone = "Asia/Dubai"
    quiet: QuietHours = QuietHours()
    cadence: Cadence = Cadence.IMMEDIATE
    topics: Topics


class Registration(Wishes, Address):
    """A subscriber as staff enter them. `fallbacks`: where to, when the provider of the usual one fails."""

    id: SubscriberId
    fallbacks: Annotated[tuple[Address, ...], Field(max_length=2)] = ()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """The usual one first."""
        return Address(channel=self.channel, address=self.address), *self.fallbacks

    @model_validator(mode="after")
    def _one_address_a_channel(self) -> Self:
        if len({one.channel for one in self.addresses}) < len(self.addresses):
            raise ValueError("there are two addresses of one channel")
        return self


class Contact(BaseModel):
    """`sealed`: the address, encrypted, in base64; an `AddressBox` opens it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel
    sealed: str


class Subscriber(Wishes):
    """Registered. The first contact is the usual one; the addresses are kept here and nowhere else, so that
    deleting this deletes them. `version` counts the writes. `confirmed_at`: when they said yes by the link
    that was sent to them; None where staff hold the consent."""

    id: SubscriberId
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1, max_length=3)]
    registered_at: AwareDatetime
    version: Annotated[int, Field(ge=1)] = 1
    confirmed_at: AwareDatetime | None = None

    def contact_by(self, channel: Channel) -> Contact | None:
        return next((contact for contact in self.contacts if contact.channel is channel), None)
