"""Somebody who asked to be told, and about what."""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Language = Literal["ar", "en"]
SubscriberId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Topic = Annotated[
    str,
    StringConstraints(
        pattern=r"^(sessions|toolkits|(session|toolkit):[a-z0-9]+(-[a-z0-9]+)*)$", max_length=100
    ),
]


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


_ADDRESSES = {
    Channel.EMAIL: re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    Channel.WEBHOOK: re.compile(r"https?://[\x21-\x7e]+"),
}


class Registration(BaseModel):
    """A subscriber as staff enter them. `address` is an e-mail address or the URL of a webhook endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SubscriberId
    channel: Channel
    address: Annotated[str, StringConstraints(max_length=2048)]
    language: Language
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _address_fits_channel(self) -> Self:
        if not _ADDRESSES[self.channel].fullmatch(self.address):
            raise ValueError(f"address does not fit the channel {self.channel}")
        return self


class Subscriber(Registration):
    """Registered. The address is kept here and nowhere else, so that deleting this deletes it."""

    registered_at: AwareDatetime
    zone: str = "Asia/Dubai"
