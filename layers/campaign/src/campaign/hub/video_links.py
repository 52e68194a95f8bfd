"""Where a video is watched: by a plain link, and by a player that the page's script loads after a click, so
that TikTok learns of a reader only when they say so."""

import re

from campaign.sessions.session import Session
from campaign.videos.video import Video

_RECORDING = re.compile(r"/video/([0-9]{1,25})/?$")
_HANDLE = re.compile(r"[A-Za-z0-9_.]{2,24}")


def video_link(video: Video) -> str | None:
    """The video's page; its player when the handle is unknown or is none that TikTok could have given; None
    on another platform, whose addresses we do not know."""
    if video.platform != "tiktok":
        return None
    handle = video.creator.handle
    if handle is not None and _HANDLE.fullmatch(handle):
        return f"https://www.tiktok.com/@{handle}/video/{video.id}"
    return f"https://www.tiktok.com/player/v1/{video.id}"


def player_id(video: Video) -> str | None:
    """By which TikTok's player knows it; None on another platform."""
    return video.id if video.platform == "tiktok" else None


def replay_id(session: Session) -> str | None:
    """By which TikTok's player knows the recording."""
    found = _RECORDING.search(session.replay_link or "")
    return found[1] if found else None
