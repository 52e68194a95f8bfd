"""The messages on the announcements and deliveries queues: keys only; what to say is read when it is said."""

from collections.abc import Iterable
from typing import Annotated, Literal, Protocol

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
        return f"{self.subject}@{self.revision}/{self.milestone}"


class DeliveryDue(BaseModel):
    """One announcement to one subscriber on one channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement: AnnouncementDue
    subscriber_id: SubscriberId
    channel: Channel

    @property
    def key(self) -> str:
        return f"{self.announcement.key}/{self.subscriber_id}/{self.channel}"


class DigestAsked(BaseModel):
    """On the planning queue, sent by a schedule: it is time for the week's digest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Literal["weekly"]


class Outbox(Protocol):
    """A queue to send to."""

    def send_all(self, bodies: Iterable[str]) -> None: ...
