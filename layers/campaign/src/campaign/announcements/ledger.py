"""What became of each announcement and delivery, and whether a delivery may be attempted: pure decisions.

A delivery is claimed before it is sent and settled after. A claim that nobody settled is ambiguous: whoever
made it may have died before sending or after.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.announcements.classes import CLASSES
from campaign.announcements.messages import DeliveryDue
from campaign.audience.subscriber import Channel
from campaign.kernel.errors import TransientError

# Longer than the function may run: after that, whoever made the claim is no longer at work.
CLAIM_LASTS = timedelta(seconds=60)
KEEP_DELIVERIES = timedelta(days=90)


class AnnouncementState(StrEnum):
    """All but `expanding` are final: an announcement without a record is still to be expanded."""

    EXPANDING = "expanding"
    EXPANDED = "expanded"
    STALE = "stale"
    LATE = "late"


class AnnouncementRecord(BaseModel):
    """`recipients`: how many deliveries were asked for · `parts_done`: of how many parts of the audience ·
    `version` counts the writes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    state: AnnouncementState
    recipients: int = 0
    parts_done: int = 0
    recorded_at: AwareDatetime
    version: Annotated[int, Field(ge=1)] = 1


class DeliveryState(StrEnum):
    """`released`: the attempt failed before anything was sent, and another is to follow. `sent` may become
    `bounced`."""

    CLAIMED = "claimed"
    RELEASED = "released"
    SENT = "sent"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    FAILED = "failed"


class Delivery(BaseModel):
    """`version` counts the writes; `reason` says why it was dropped, released or failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement: str
    subscriber_id: str
    channel: Channel
    state: DeliveryState
    reason: str | None = None
    recorded_at: AwareDatetime
    version: Annotated[int, Field(ge=1)]


class Step(StrEnum):
    """What to do with a delivery that is due."""

    SEND = "send"
    GIVE_UP = "give up"
    NOTHING = "nothing"


def next_step(due: DeliveryDue, known: Delivery | None, now: datetime) -> Step:
    """Raises TransientError while another attempt may still be under way."""
    if known is None or known.state is DeliveryState.RELEASED:
        return Step.SEND
    if known.state is not DeliveryState.CLAIMED:
        return Step.NOTHING
    if now < known.recorded_at + CLAIM_LASTS:
        raise TransientError(due.key, "another attempt may be under way", "try again")
    return Step.SEND if CLASSES[due.announcement.milestone].repeat_when_ambiguous else Step.GIVE_UP


def entry(
    due: DeliveryDue, known: Delivery | None, state: DeliveryState, now: datetime, reason: str | None = None
) -> Delivery:
    """The record that follows `known`."""
    return Delivery(
        announcement=due.announcement.key,
        subscriber_id=due.subscriber_id,
        channel=due.channel,
        state=state,
        reason=reason,
        recorded_at=now,
        version=known.version + 1 if known else 1,
    )
