"""Creators' public names, as TikTok tells them."""

from typing import TypeVar

from campaign.videos.intake import MAX_HANDLE

Name = TypeVar("Name")


def handle_or_none(name: Name) -> Name | None:
    """The name itself, or None when it is too long to be one: the video is worth keeping without it."""
    return None if isinstance(name, str) and len(name) > MAX_HANDLE else name
