"""Intake messages of an invented video, for tests that care about one thing at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.videos.intake import CreatorLeft, VideoChecked, VideoGone, VideoObserved
from campaign.videos.policy import BUILT_IN
from campaign.videos.screening import Screening

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REVIEW_ALL = Screening(BUILT_IN, trusted=(), blocked=())


def at(second: int) -> datetime:
    """Moments of observation, in order."""
    return NOON + timedelta(seconds=second)


def observed(second: int = 1, **fields: Any) -> VideoObserved:
    return VideoObserved(
        **{
            "platform": "tiktok",
            "id": "7374895375649443115",
            "source": "search",
            "observed_at": at(second),
            "correlation_id": f"observed-{second}",
            "caption": "It is fine to ask for help #EndTheStigma",
            **fields,
        }
    )


def gone(second: int = 1, **fields: Any) -> VideoGone:
    return VideoGone(
        **{
            "platform": "tiktok",
            "id": "7374895375649443115",
            "observed_at": at(second),
            "correlation_id": f"gone-{second}",
            **fields,
        }
    )


def checked(second: int = 1, *, visible: bool, **fields: Any) -> VideoChecked:
    return VideoChecked(
        **{
            "platform": "tiktok",
            "id": "7374895375649443115",
            "observed_at": at(second),
            "visible": visible,
            "correlation_id": f"checked-{second}",
            **fields,
        }
    )


def creator_left(second: int = 1, open_id: str = "open-noor") -> CreatorLeft:
    return CreatorLeft(
        platform="tiktok",
        open_id=open_id,
        reason=1,
        observed_at=at(second),
        correlation_id=f"left-{second}",
    )
