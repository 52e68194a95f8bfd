"""Where a video is watched: a plain link and no embed, so that TikTok learns of a reader only by a click."""

import re

from campaign.videos.video import Video

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
