"""A connected creator's own public posts (Display API), in the campaign's words.

Source: TikTok for Developers, "List Videos". There is no hashtag field: hashtags are in the caption.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from campaign.creators.platform import (
    AccessTokenRefusedError,
    ConnectionEndedError,
    Page,
    RateLimitedError,
)
from campaign.kernel.errors import PermanentError
from campaign.kernel.text import whole
from campaign.tiktok.open_api import OpenApi, trouble
from campaign.videos.hashtags import in_caption
from campaign.videos.intake import Creator, Figures, VideoObserved

PAGE = 20
_FIELDS = (
    "id,create_time,share_url,video_description,duration,like_count,comment_count,share_count,view_count"
)
_SHARE_URL = re.compile(r"https://www\.tiktok\.com/@([\w.]{1,64})/video/[0-9]+(?:[?/].*)?")
_LIST = f"/v2/video/list/?fields={_FIELDS}"


class Display:
    """Implements `campaign.creators.platform.Posts`."""

    def __init__(self, api: OpenApi) -> None:
        self.api = api

    def page(self, access_token: str, cursor: int | None) -> Page:
        body = {"max_count": PAGE} | ({} if cursor is None else {"cursor": cursor})
        answer = self.api.post_json(_LIST, access_token, body)
        error, data = answer.fields.get("error"), answer.fields.get("data")
        code = error.get("code") if isinstance(error, dict) else None
        if code == "access_token_invalid":
            raise AccessTokenRefusedError("TikTok", "it does not take the access token", "renew it")
        if code == "scope_not_authorized":
            raise ConnectionEndedError(
                "TikTok", "the creator does not allow their list", "ask them to connect again"
            )
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimitedError("TikTok", "it limits our calls", "ask again later")
        if answer.may_pass:
            raise trouble(f"it answered {answer.status}")
        if answer.status != HTTPStatus.OK or code != "ok":
            raise PermanentError(
                "TikTok", f"it refused a list with {answer.status}", "compare the call with its documents"
            )
        return _page(data)


def _page(data: Any) -> Page:
    posts = data.get("videos") if isinstance(data, dict) else None
    cursor, has_more = (data.get("cursor"), data.get("has_more")) if isinstance(data, dict) else (None, None)
    if not isinstance(posts, list) or type(cursor) is not int or not isinstance(has_more, bool):
        raise trouble("its list is not what its documents say")
    return Page(tuple(post for post in posts if isinstance(post, dict)), cursor, has_more)


def observed(
    post: Mapping[str, Any], *, open_id: str, observed_at: datetime, correlation_id: str
) -> VideoObserved:
    """One element of `data.videos`. Every field but the id may be missing.

    Raises ValidationError for a field of another type, PermanentError for a time that is none.
    """
    caption = whole(post.get("video_description") or "")
    return VideoObserved(
        platform="tiktok",
        id=post.get("id", ""),
        source="creator",
        observed_at=observed_at,
        correlation_id=correlation_id,
        creator=Creator(open_id=open_id, handle=_handle(post.get("share_url"))),
        caption=caption,
        hashtags=in_caption(caption),
        published_at=_moment(post.get("create_time")),
        figures=Figures(
            views=post.get("view_count"),
            likes=post.get("like_count"),
            comments=post.get("comment_count"),
            shares=post.get("share_count"),
        ),
        duration_seconds=post.get("duration"),
    )


def _handle(share_url: object) -> str | None:
    """The list names nobody, but its links do."""
    found = _SHARE_URL.fullmatch(share_url) if isinstance(share_url, str) else None
    return found[1] if found else None


def _moment(seconds: object) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)  # type: ignore[arg-type]  # what TikTok sent
    except (TypeError, ValueError, OverflowError, OSError):
        raise PermanentError("post", "its create_time is no time", "see TikTok's fields of a video") from None
