"""Creators who have left, remembered so that a message still on its way does not bring their videos back."""

from pydantic import AwareDatetime

from campaign.videos.intake import CreatorLeft, Message, OpenId, Platform, VideoGone, VideoObserved


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


def gone_with(creator: DepartedCreator, message: VideoObserved) -> VideoGone:
    """What it means for an observed video that its creator left; the rules say whether that is newer."""
    return VideoGone(
        platform=message.platform,
        id=message.id,
        observed_at=creator.left_at,
        correlation_id=message.correlation_id,
    )
