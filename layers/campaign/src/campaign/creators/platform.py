"""What connecting and polling need of TikTok, in the campaign's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from campaign.kernel.errors import PermanentError, TransientError
from campaign.videos.intake import OpenId

SCOPE = "video.list"
"""All that is asked for: the creator's own public posts."""


class ConnectionEndedError(PermanentError):
    """TikTok takes the code or token no more, or the creator did not allow what we ask: connect again."""


class AccessTokenRefusedError(PermanentError):
    """The access token does not work (any more): renew it."""


class RateLimitedError(TransientError):
    """The app has asked too often; whoever asks next will be refused too."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What TikTok gives for a code or a refresh token."""

    open_id: OpenId
    access_token: str
    access_lifetime: timedelta
    refresh_token: str
    refresh_lifetime: timedelta
    scope: tuple[str, ...]

    def __repr__(self) -> str:
        """Without the tokens: a log must never hold one."""
        return f"Grant(open_id={self.open_id!r})"


@dataclass(frozen=True, slots=True)
class Page:
    """Posts newest first, as TikTok words them; the next page holds what is older than `cursor` (UTC,
    milliseconds)."""

    posts: tuple[Mapping[str, Any], ...]
    cursor: int
    has_more: bool


class TokenDesk(Protocol):
    """Implemented by `campaign.tiktok.login.Login`. Each raises TransientError when TikTok cannot be asked,
    PermanentError when it refuses for a reason that lies with the app."""

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Grant:
        """Raises ConnectionEndedError for a code that TikTok does not take."""
        ...

    def refresh(self, refresh_token: str) -> Grant:
        """Ends `refresh_token`. Raises ConnectionEndedError when it had ended before."""
        ...

    def revoke(self, access_token: str) -> None: ...


class Posts(Protocol):
    """Implemented by `campaign.tiktok.display.Display`."""

    def page(self, access_token: str, cursor: int | None) -> Page:
        """Raises AccessTokenRefusedError, ConnectionEndedError, RateLimitedError; otherwise as above."""
        ...


class Cipher(Protocol):
    """The application's own key. `about` is bound to the ciphertext: it opens for nothing else."""

    def seal(self, text: str, about: Mapping[str, str]) -> str: ...

    def open(self, sealed: str, about: Mapping[str, str]) -> str: ...
