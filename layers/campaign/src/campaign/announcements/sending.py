"""The way out: what a message is made of, and the channels that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from campaign.announcements.messages import AnnouncementDue
from campaign.audience.subscriber import Subscriber
from campaign.kernel.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from campaign.announcements.texts import Template


@dataclass(frozen=True, slots=True)
class Message:
    """The same words as plain text and as HTML, as one reader gets them. `link` is where they are sent, if
    anywhere."""

    subject: str
    text: str
    html: str
    link: str | None


class Addressed(NamedTuple):
    """Whom to send to. `facts` fills the template; `headers` are of this reader's mail alone."""

    subscriber: Subscriber
    address: str
    facts: Mapping[str, str]
    headers: Mapping[str, str]


class AmbiguousDeliveryError(TransientError):
    """The connection ended without an answer: the message may have gone out or not."""


class EndpointError(TransientError):
    """A webhook endpoint did not take it, and may later: it has a schedule of its own for that."""


class GoneError(PermanentError):
    """The address is to be used no more: its owner says so."""


Result = PermanentError | TransientError | None
"""None: sent. PermanentError: this reader can never be reached with this message. AmbiguousDeliveryError: it
may have been sent. Any other TransientError: it certainly was not, and may be later."""


class BulkSender(Protocol):
    """A channel that carries a message to many at once."""

    def send(self, due: AnnouncementDue, template: Template, to: Sequence[Addressed]) -> Sequence[Result]:
        """To readers of one language. One result each, in their order; raises nothing that is foreseen."""
