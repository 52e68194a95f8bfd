"""Where subscribers are reached: their addresses, of which only ciphertexts are stored."""

from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from campaign.audience.subscriber import (
    Address,
    Channel,
    Contact,
    Registration,
    Subscriber,
    SubscriberId,
)
from campaign.kernel.clock import Clock


class AddressBox(Protocol):
    """Seals and opens addresses. Raises TransientError while its key cannot be read."""

    def seal(self, subscriber_id: str, channel: Channel, address: str) -> str:
        """Only `open` for the same subscriber and channel makes an address of it again."""
        ...

    def open(self, subscriber_id: str, contact: Contact) -> str:
        """Raises PermanentError for what no key in force opens."""
        ...

    def digest(self, channel: Channel, address: str) -> str:
        """32 hexadecimal digits, the same for every way of writing an address: it is known again by them and
        cannot be guessed from them, since they are keyed."""
        ...


def public_id(box: AddressBox, address: Address) -> SubscriberId:
    """The id of whoever subscribes by themselves: one address is kept once."""
    return f"s-{box.digest(address.channel, address.address)}"


def contact_at(box: AddressBox, subscriber_id: str, address: Address) -> Contact:
    return Contact(channel=address.channel, sealed=box.seal(subscriber_id, address.channel, address.address))


def registered(registration: Registration, box: AddressBox, clock: Clock) -> Subscriber:
    """As staff entered them, with every address sealed."""
    kept = registration.model_dump(exclude={"channel", "address", "fallbacks"})
    return Subscriber(
        **kept,
        contacts=tuple(contact_at(box, registration.id, address) for address in registration.addresses),
        registered_at=clock(),
    )


def normalised(channel: Channel, address: str) -> str:
    """One way of writing for all that reach the same place. Mail providers tell no capitals apart, though
    RFC 5321 would let them; a URL's path is left as it is."""
    if channel is Channel.EMAIL:
        return address.lower()
    if channel is Channel.WEBHOOK:
        parts = urlsplit(address)
        return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))
    return address
