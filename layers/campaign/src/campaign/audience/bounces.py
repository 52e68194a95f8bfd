"""Mail that came back, or was called spam: that address is written to no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from campaign.audience.addresses import AddressBox, normalised
from campaign.audience.endings import end_contact
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel, Subscriber
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import count, logger


class Fate(StrEnum):
    """`bounced`, `complained`: for good · `delayed`: it may yet arrive, or the mailbox was full · `other`:
    nothing that concerns the address."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    DELAYED = "delayed"
    OTHER = "other"


_ENDS = frozenset({Fate.BOUNCED, Fate.COMPLAINED})
_COUNTED = {
    Fate.BOUNCED: "MailBounced",
    Fate.COMPLAINED: "MailComplaints",
    Fate.DELAYED: "MailDelayed",
}


class MailEvent(NamedTuple):
    """`announcement`, `subscriber_id`: what the mail was tagged with · `reason`: the provider's own words for
    the kind of bounce or complaint, never the address."""

    fate: Fate
    recipients: Sequence[str]
    announcement: str | None
    subscriber_id: str | None
    reason: str


class BouncedDeliveries(Protocol):
    def bounced(self, announcement: str, subscriber_id: str, reason: str, at: datetime) -> None:
        """The ledger's entry of a mail becomes `bounced`, if there is one. Raises TransientError when
        somebody else recorded something meanwhile."""


@dataclass(frozen=True, slots=True)
class Bounces:
    audience: Audience
    box: AddressBox
    deliveries: BouncedDeliveries
    clock: Clock

    def record(self, event: MailEvent) -> None:
        """The same event twice has one effect. Raises TransientError when it is to be tried again."""
        if metric := _COUNTED.get(event.fate):
            count(metric)
        if event.fate not in _ENDS:
            return
        for address in event.recipients:
            known = event.subscriber_id or f"s-{self.box.digest(Channel.EMAIL, address)}"
            self._end(known, address, event)
            if event.announcement:
                self.deliveries.bounced(event.announcement, known, event.reason, self.clock())

    def _end(self, subscriber_id: str, address: str, event: MailEvent) -> None:
        subscriber = self.audience.find(subscriber_id)
        if subscriber is None or not self._is_at(subscriber, address):
            logger.info("nobody is at that address any more", subscriber=subscriber_id)
            return
        try:
            others = end_contact(self.audience, subscriber, Channel.EMAIL)
        except ConflictError as error:
            raise TransientError("subscriber", "it was changed meanwhile", "try again") from error
        if others is None:
            return
        count("ContactsEnded")
        logger.info("contact ended", subscriber=subscriber_id, fate=event.fate, others=others)

    def _is_at(self, subscriber: Subscriber, address: str) -> bool:
        """An address that was changed since the mail went out is not ended by it."""
        contact = subscriber.contact_by(Channel.EMAIL)
        if contact is None:
            return False
        stored = self.box.open(subscriber.id, contact)
        return normalised(Channel.EMAIL, stored) == normalised(Channel.EMAIL, address)
