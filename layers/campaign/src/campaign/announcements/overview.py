"""What became of an announcement, as staff see it: in numbers, and one by one. No addresses."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.announcements.ledger import AnnouncementRecord, Delivery, DeliveryState
from campaign.audience.subscriber import Channel


class LedgerView(Protocol):
    """Where announcements and deliveries are kept, to look at."""

    def record(self, key: str) -> AnnouncementRecord:
        """Raises NotFoundError for an announcement that was never made."""

    def latest(self) -> Iterable[AnnouncementRecord]:
        """Those of which something was recorded last come first."""

    def in_shard(self, key: str, shard: int, after: str) -> Iterable[Delivery]:
        """Its deliveries in one of the 64 shards, after `after` (`<subscriber>#<channel>`)."""


class Outcome(BaseModel):
    """So many deliveries that ended, or stand, alike."""

    model_config = ConfigDict(frozen=True)

    channel: Channel
    state: DeliveryState
    reason: str | None
    deliveries: int


class ShownDelivery(BaseModel):
    """A delivery as it is shown and exported."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    subscriber_id: str
    channel: Channel
    state: DeliveryState
    reason: str | None = None
    recorded_at: AwareDatetime
    attempts: int = 0


def outcomes(deliveries: Iterable[Delivery | ShownDelivery]) -> tuple[Outcome, ...]:
    """The most frequent first."""
    found = Counter((one.channel, one.state, one.reason) for one in deliveries)
    return tuple(
        Outcome(channel=channel, state=state, reason=reason, deliveries=number)
        for (channel, state, reason), number in found.most_common()
    )


def shown(delivery: Delivery) -> ShownDelivery:
    return ShownDelivery.model_validate(delivery.model_dump())
