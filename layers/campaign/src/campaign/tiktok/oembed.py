"""TikTok's oEmbed: what anyone can ask about a public post, without a token.

Source: TikTok for Developers, "Embed Videos": `GET /oembed?url=<link>`. Older answers lack
`author_unique_id`, `embed_product_id` and `embed_type`; the same is then read from `author_url`, `html` and
`type`.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3

from campaign.kernel.text import whole
from campaign.tiktok.answers import ask, json_object, trouble
from campaign.tiktok.handles import handle_or_none

MAX_BYTES = 262_144
_THING = "TikTok oEmbed"
_TIMEOUT = urllib3.Timeout(connect=3.0, read=5.0)
_MISSING = frozenset({400, 404})
_VIDEO_ID = re.compile(r'data-video-id="([0-9]{1,20})"')


@dataclass(frozen=True, slots=True)
class Found:
    """What oEmbed says of a link. `kind` is `video` or `profile`; `handle` is without @, where it is told."""

    id: str | None
    kind: str | None
    caption: str
    handle: str | None


class OEmbed:
    """Asks once: a caller that wants another try hands its message back to the queue, which waits longer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def look_up(self, post_id: str) -> Found | None:
        """What the post with this id shows, or None when oEmbed knows of no such public post.

        The link names no creator: TikTok does not look at that part. Raises TransientError for everything
        else: a limit, a fault, a redirect (never followed), a page instead of JSON, an answer of more than
        MAX_BYTES.
        """
        link = f"https://www.tiktok.com/@/video/{post_id}"
        status, body = ask(self._http, _THING, "GET", self.url, MAX_BYTES, fields={"url": link})
        answer = json_object(_THING, status, body)
        if status in _MISSING or (status == 200 and answer.get("code") in _MISSING):
            return None
        if status != 200:
            raise trouble(_THING, f"it answered {status}")
        return _found(answer)


def _found(answer: dict[str, Any]) -> Found:
    html_id = _VIDEO_ID.search(_text(answer, "html") or "")
    return Found(
        id=_text(answer, "embed_product_id") or (html_id[1] if html_id else None),
        kind=_text(answer, "embed_type") or _text(answer, "type"),
        caption=whole(_text(answer, "title") or ""),
        handle=handle_or_none(
            _text(answer, "author_unique_id") or _handle(_text(answer, "author_url") or "")
        ),
    )


def _text(answer: dict[str, Any], name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) else None


def _handle(author_url: str) -> str | None:
    try:
        path = urlsplit(author_url).path
    except ValueError:
        return None
    return path.removeprefix("/@") if path.startswith("/@") else None
