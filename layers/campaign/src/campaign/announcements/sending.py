"""The way out: a message in a subscriber's language, and the channels that carry it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from campaign.announcements.messages import DeliveryDue
from campaign.audience.subscriber import Subscriber
from campaign.kernel.errors import TransientError


@dataclass(frozen=True, slots=True)
class Message:
    """The same words as plain text and as HTML. `link` is where the reader is sent, if anywhere."""

    subject: str
    text: str
    html: str
    link: str | None


class AmbiguousDeliveryError(TransientError):
    """The connection ended without an answer: the message may have gone out or not."""


class Sender(Protocol):
    """One channel.

    Both steps raise PermanentError when this subscriber can never be reached with this message, and
    TransientError when it certainly was not sent and may be later.
    """

    def prepare(
        self, due: DeliveryDue, subscriber: Subscriber, address: str, message: Message
    ) -> Callable[[], None]:
        """Everything that can be done before the delivery is claimed. The answer sends the message, and is
        the one that may raise AmbiguousDeliveryError."""
