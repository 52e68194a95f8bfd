"""Why a link is not taken. What a person is told of each is in wording/<language>.toml, under the same
code."""

from enum import StrEnum

from campaign.kernel.errors import PermanentError


class Refusal(StrEnum):
    NOT_A_LINK = "not-a-link"
    OTHER_SITE = "other-site"
    PROFILE = "profile"
    LIVE = "live"
    TAG = "tag"
    PHOTO = "photo"
    NOT_A_VIDEO = "not-a-video"
    MISSING = "missing"
    """TikTok does not show it to everybody: it is private, deleted, or was never there."""
    NOT_WANTED = "not-wanted"
    """Its creator has taken it back, or has told the staff no."""


class LinkRefusedError(PermanentError):
    """This link leads to nothing that could be featured."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__("link", f"it is refused ({reason})", "send the link of one public TikTok video")
        self.reason = reason
