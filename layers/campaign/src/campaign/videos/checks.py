"""Which stored videos are to be looked at again: a claim on each, so that none is asked for twice."""

from datetime import datetime, timedelta

from campaign.videos.video import Video

CLAIMED_FOR = timedelta(hours=23)
"""By then an answer should have come; if it got lost, the video is asked for again, a little less than a day
later: after fourteen days that is still within fifteen."""

CHECKABLE = frozenset({"tiktok"})
"""Only there can anyone ask without a token whether a video is still public. The partner who sent a video of
another platform says when it is gone."""


def claim(video: Video, now: datetime) -> Video | None:
    """The video as it is to be written, or None when it is not due (any more). One that cannot be checked is
    due no more."""
    if video.check_due is None or video.check_due > now:
        return None
    due = now + CLAIMED_FOR if video.platform in CHECKABLE else None
    return video.model_copy(update={"check_due": due})
