"""What became of each announcement and delivery: the records, and what a delivery's entry lets be done.

A delivery is claimed before it is sent and settled after. A claim that nobody settled is ambiguous: whoever
made it may have died before sending or after.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.audience.subscriber import Channel

# Longer than the function may run: after that, whoever made the claim is no longer at work.
CLAIM_LASTS = timedelta(seconds=75)
KEEP_DELIVERIES = timedelta(days=90)


class AnnouncementState(StrEnum):
    """`expanding` goes on, `held` waits for the end of a hold; the others are final. An announcement without
    a record is still to be expanded."""

    EXPANDING = "expanding"
    HELD = "held"
    EXPANDED = "expanded"
    STALE = "stale"
    LATE = "late"


class AnnouncementRecord(BaseModel):
    """`recipients`: how many subscribers were asked for · `parts_done`: of how many parts of the audience ·
    `version` counts the writes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    state: AnnouncementState
    recipients: int = 0
    parts_done: int = 0
    recorded_at: AwareDatetime
    version: Annotated[int, Field(ge=1)] = 1


def held_record(due: AnnouncementDue, known: AnnouncementRecord | None, now: datetime) -> AnnouncementRecord:
    """The record that follows `known` when a hold stops the announcement: it begins anew afterwards, and the
    ledger of deliveries keeps anybody from hearing twice."""
    return AnnouncementRecord(
        key=due.key,
        state=AnnouncementState.HELD,
        recorded_at=now,
        version=known.version + 1 if known else 1,
    )


class DeliveryState(StrEnum):
    """`claimed`: an attempt is under way, or died · `released`: it failed before anything was sent, and
    another is to follow · `held`: until the reader's quiet hours end. The others are final, but `sent` may
    become `bounced`, and after `failed` the reader's next channel is tried."""

    CLAIMED = "claimed"
    RELEASED = "released"
    HELD = "held"
    SENT = "sent"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    FAILED = "failed"


class Delivery(BaseModel):
    """`reason` says why it was held, dropped, released or failed · `attempts`: how often it was claimed ·
    `first_claimed_at`, `claimed_at`: when first and last · `retry_at`: no sooner than then is it to be tried
    again · `version` counts the writes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement: str
    subscriber_id: str
    channel: Channel
    state: DeliveryState
    reason: str | None = None
    recorded_at: AwareDatetime
    attempts: Annotated[int, Field(ge=0)] = 0
    first_claimed_at: AwareDatetime | None = None
    claimed_at: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None
    version: Annotated[int, Field(ge=1)]

    @property
    def key(self) -> DeliveryKey:
        return DeliveryKey(self.announcement, self.subscriber_id, self.channel)


def claim(key: DeliveryKey, known: Delivery | None, now: datetime) -> Delivery:
    """The entry that follows `known` when an attempt begins."""
    return Delivery(
        announcement=key.announcement,
        subscriber_id=key.subscriber_id,
        channel=key.channel,
        state=DeliveryState.CLAIMED,
        recorded_at=now,
        attempts=known.attempts + 1 if known else 1,
        first_claimed_at=known.first_claimed_at or now if known else now,
        claimed_at=now,
        version=known.version + 1 if known else 1,
    )


def entry(
    key: DeliveryKey,
    known: Delivery | None,
    state: DeliveryState,
    now: datetime,
    reason: str | None = None,
    *,
    retry_at: datetime | None = None,
) -> Delivery:
    """The entry that follows `known` when it is known what became of it."""
    return Delivery(
        announcement=key.announcement,
        subscriber_id=key.subscriber_id,
        channel=key.channel,
        state=state,
        reason=reason,
        recorded_at=now,
        attempts=known.attempts if known else 0,
        first_claimed_at=known.first_claimed_at if known else None,
        claimed_at=known.claimed_at if known else None,
        retry_at=retry_at,
        version=known.version + 1 if known else 1,
    )
