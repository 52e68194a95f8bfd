"""Somebody who asked to be told and has not said yes by the link that was sent to them."""

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from campaign.audience.subscriber import Address, Channel, Contact, SubscriberId, Wishes

CONFIRM_WITHIN = timedelta(hours=48)


class SubscriptionRequest(Wishes, Address):  # type: ignore[misc]  # pydantic's plugin, of two frozen bases
    """What a person, or a partner's program, sends in."""

    channel: Channel = Channel.EMAIL

    @property
    def given(self) -> Address:
        return Address(channel=self.channel, address=self.address)


class Pending(Wishes):
    """Kept for CONFIRM_WITHIN at most. `invited`: the link has been sent · `version` counts the writes.

    Of somebody who is subscribed already there may be one too, for a moment: they are sent the link to what
    they chose instead, and whoever asks cannot tell one from the other.
    """

    id: SubscriberId
    contact: Contact
    asked_at: AwareDatetime
    invited: bool = False
    version: Annotated[int, Field(ge=1)] = 1
    correlation_id: str

    @property
    def until(self) -> AwareDatetime:
        return self.asked_at + CONFIRM_WITHIN
