"""The messages on the queues of announcements: keys only; what to say is read when it is said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, NamedTuple, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.announcements.classes import Milestone
from campaign.audience.subscriber import Channel, SubscriberId
from campaign.kernel.change import Subject


class AnnouncementDue(BaseModel):
    """Sent at once by the planner or at `due_at` by a schedule.

    `revision` is the one that called for it: a session's timing revision, a toolkit's revision.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Subject
    revision: Annotated[int, Field(ge=1)]
    milestone: Milestone
    due_at: AwareDatetime
    correlation_id: str

    @property
    def key(self) -> str:
        return announcement_key(self.subject, self.revision, self.milestone)


def announcement_key(subject: str, revision: int, milestone: Milestone) -> str:
    return f"{subject}@{revision}/{milestone}"


class DeliveryKey(NamedTuple):
    """One announcement to one subscriber on one channel: what the ledger keeps an entry of."""

    announcement: str
    subscriber_id: str
    channel: Channel

    @property
    def text(self) -> str:
        return f"{self.announcement}/{self.subscriber_id}/{self.channel}"


PAGE_SIZE = 48
"""So many subscribers, each with what they were told lately, and the news, the hold and the texts are read in
one BatchGetItem, which takes 100 keys; and claimed in one transaction, which takes as many."""


class PageDue(BaseModel):
    """One announcement to some subscribers. `again`: it was held until their quiet hours were over or until
    another channel is to be tried, so the ledger knows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement: AnnouncementDue
    subscribers: Annotated[tuple[SubscriberId, ...], Field(min_length=1, max_length=PAGE_SIZE)]
    again: bool = False


class WebhookDue(BaseModel):
    """One announcement to one subscriber's webhook endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement: AnnouncementDue
    subscriber_id: SubscriberId


class DigestAsked(BaseModel):
    """On the planning queue, sent by a schedule: it is time for the week's digest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Literal["weekly"]


class Outbox(Protocol):
    """A queue to send to."""

    def send_all(self, bodies: Iterable[str]) -> None: ...


class Later(Protocol):
    """A queue to send to at a time."""

    def send_at(self, name: str, moment: datetime, body: str) -> None:
        """Once for each name, however often it is called before then: the name stands for moment and body.
        At most 64 letters, digits, `-`, `_` and `.`."""
