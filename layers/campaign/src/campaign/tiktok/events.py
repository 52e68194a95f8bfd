"""What TikTok's webhooks say, in the campaign's own messages.

No pydantic here: the function that answers webhooks must start fast. The messages are those of
`campaign.videos.intake` and `campaign.tiktok.lookups`; a test holds them together.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from campaign.kernel.clock import iso
from campaign.webhooks.receiver import json_object
from campaign.webhooks.refusals import NotJsonError

_PLATFORM = "tiktok"
_OPEN_ID = re.compile(r"[!-~]{1,128}")
_POST_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_NOW_PUBLIC = "post.publish.publicly_available"
_NO_LONGER_PUBLIC = frozenset(
    {
        "post.publish.no_longer_publicaly_available",  # TikTok's own spelling
        "post.publish.no_longer_publicly_available",  # and what it would be, once corrected
    }
)
_CREATOR_LEFT = "authorization.removed"
_OF_NO_CONSEQUENCE = frozenset(
    {
        "video.upload.failed",
        "video.publish.completed",
        "portability.download.ready",
        "post.publish.failed",
        "post.publish.complete",
        "post.publish.inbox_delivered",
    }
)

MAX_NAME = 128
"""Characters of an unknown event's name that are told apart from its body, which holds all of it."""

MAX_KEPT = 240_000
"""Bytes of an unknown event's body, written in ASCII, that fit into a queue's message (256 KiB) with the rest
of it: 64 KiB of signs that JSON escapes would be six times as long."""

Destination = Literal["lookups", "intake"]


class _MalformedError(Exception):
    """A known event without what it needs; the text is the reason, and repeats nothing that was sent."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message and the queue that it belongs to."""

    destination: Destination
    message: dict[str, Any]

    @property
    def body(self) -> str:
        """ASCII, because a queue refuses some characters that a JSON string may hold."""
        return json.dumps(self.message)

    @property
    def is_unknown_event(self) -> bool:
        return bool(self.message["kind"] == "event.unknown")


def read(body: bytes, received_at: datetime, correlation_id: str) -> Outgoing | None:
    """What a verified body asks for; None for an event that the campaign only counts.

    An event of an unknown name, or a known one that lacks what it needs, becomes `event.unknown`: TikTok gets
    its 200, since repeating it would not mend it, and `ingest_videos` quarantines it for a person to look at.
    Raises NotJsonError when the body is no JSON object.
    """
    event = json_object(body)
    name = event.get("event")
    if not isinstance(name, str):
        name = ""
    try:
        if name in _OF_NO_CONSEQUENCE:
            return None
        if name == _NOW_PUBLIC:
            return Outgoing("lookups", {"kind": "post.look_up", **_post(event, received_at, correlation_id)})
        if name in _NO_LONGER_PUBLIC:
            gone = _post(event, received_at, correlation_id)
            del gone["open_id"]
            return Outgoing("intake", {"kind": "video.gone", "id": gone.pop("post_id"), **gone})
        if name == _CREATOR_LEFT:
            return Outgoing("intake", _creator_left(event, received_at, correlation_id))
        raise _MalformedError("unknown event")
    except _MalformedError as error:
        return Outgoing(
            "intake",
            {
                "kind": "event.unknown",
                "platform": _PLATFORM,
                "event": name[:MAX_NAME],
                "reason": str(error),
                "body": _as_much_as_fits(body.decode()),
                "correlation_id": correlation_id,
            },
        )


def _as_much_as_fits(text: str) -> str:
    return text if len(json.dumps(text)) <= MAX_KEPT else text[: MAX_KEPT // 6]


def _post(event: Mapping[str, Any], received_at: datetime, correlation_id: str) -> dict[str, Any]:
    return {
        "platform": _PLATFORM,
        "post_id": _post_id(event),
        "open_id": _open_id(event),
        "observed_at": _observed_at(event, received_at),
        "correlation_id": correlation_id,
    }


def _creator_left(event: Mapping[str, Any], received_at: datetime, correlation_id: str) -> dict[str, Any]:
    """The reason may be missing or unreadable: whoever leaves is gone all the same."""
    open_id = _open_id(event)
    if open_id is None:
        raise _MalformedError("user_openid is missing")
    try:
        reason = _content(event).get("reason")
    except _MalformedError:
        reason = None
    return {
        "kind": "creator.left",
        "platform": _PLATFORM,
        "open_id": open_id,
        "reason": reason if type(reason) is int else 0,
        "observed_at": _observed_at(event, received_at),
        "correlation_id": correlation_id,
    }


def _content(event: Mapping[str, Any]) -> dict[str, Any]:
    content = event.get("content")
    if not isinstance(content, str):
        raise _MalformedError("content is not a JSON string")
    try:
        return json_object(content)
    except NotJsonError:
        raise _MalformedError("content is not a JSON string") from None


def _post_id(event: Mapping[str, Any]) -> str:
    """Digits, exact. The documents do not say whether TikTok sends a number or text: both are taken."""
    post_id = _content(event).get("post_id")
    digits = str(post_id) if type(post_id) is int else post_id
    if not isinstance(digits, str) or not _POST_ID.fullmatch(digits):
        raise _MalformedError("post_id is missing or not a number")
    return digits


def _open_id(event: Mapping[str, Any]) -> str | None:
    """Absent in one documented example, so absence is no fault."""
    open_id = event.get("user_openid")
    if open_id is None or open_id == "":
        return None
    if not isinstance(open_id, str) or not _OPEN_ID.fullmatch(open_id):
        raise _MalformedError("user_openid is not an id")
    return open_id


def _observed_at(event: Mapping[str, Any], received_at: datetime) -> str:
    """When it happened, by TikTok's clock, but never later than it came: a date in the future would outlast
    every later observation."""
    created = event.get("create_time")
    try:
        if type(created) is not int:
            raise ValueError
        happened = datetime.fromtimestamp(created, UTC)
    except (ValueError, OverflowError, OSError):
        raise _MalformedError("create_time is not a time in seconds") from None
    return iso(min(happened, received_at))
