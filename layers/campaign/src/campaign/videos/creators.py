"""Creators who leave or are blocked, and what that means for each of their videos.

Who has left is remembered, so that a message still on its way does not bring their videos back.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime

from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.intake import CreatorBlocked, CreatorLeft, Message, OpenId, Platform, VideoObserved
from campaign.videos.moves import Actor
from campaign.videos.video import Video


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One video is to be withdrawn, as one of all its creator's. `observed_at`: when they left, by the
    platform's clock, or were blocked, by ours."""

    platform: str
    id: str
    observed_at: datetime
    by: Actor
    rule: BuiltInRule
    correlation_id: str

    @property
    def undone_by_a_later_act(self) -> bool:
        """Whoever left may have connected anew meanwhile; whoever is blocked does not unblock themselves."""
        return self.by is Actor.CREATOR


class DepartedCreator(Message):
    """`left_at` is the newest departure, by the platform's clock; what was observed after it counts again,
    because a creator may connect anew. Only the id is kept, which is of no use outside this app.
    """

    platform: Platform
    open_id: OpenId
    left_at: AwareDatetime
    reason: int


def departure(known: DepartedCreator | None, message: CreatorLeft) -> DepartedCreator | None:
    """What to write, or None when this departure, or a newer one, is known."""
    if known is not None and known.left_at >= message.observed_at:
        return None
    return DepartedCreator(
        platform=message.platform,
        open_id=message.open_id,
        left_at=message.observed_at,
        reason=message.reason,
    )


def departed(video: VideoObserved | Video, left_at: datetime, correlation_id: str) -> Withdrawal:
    """What it means for a video that its creator left; the rules say whether that is newer."""
    return Withdrawal(
        video.platform, video.id, left_at, Actor.CREATOR, BuiltInRule.CREATOR_LEFT, correlation_id
    )


def blocked(video: Video, message: CreatorBlocked) -> Withdrawal:
    """What it means for a video that staff blocked its creator."""
    return Withdrawal(
        video.platform,
        video.id,
        message.observed_at,
        Actor.SYSTEM,
        BuiltInRule.BLOCKED_CREATOR,
        message.correlation_id,
    )
