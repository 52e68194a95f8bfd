"""The bodies of TikTok's webhooks: one builder for each event of the contract."""

import json
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Literal

from tests.simulators.models import Clock

PublishType = Literal["DIRECT_PUBLISH", "INBOX_SHARE"]


class RemovalReason(IntEnum):
    """Why `authorization.removed` was sent."""

    UNKNOWN = 0
    USER_DISCONNECTED = 1
    ACCOUNT_DELETED = 2
    AGE_CHANGED = 3
    BANNED = 4
    REVOKED_BY_DEVELOPER = 5


class GoneEvent(StrEnum):
    """The two spellings of one event: TikTok's own, and the one that a correction would bring."""

    AS_TIKTOK_SPELLS_IT = "post.publish.no_longer_publicaly_available"
    CORRECTED = "post.publish.no_longer_publicly_available"


class WebhookBodies:
    """Builds raw bodies for one app; `create_time` is the clock's second.

    An `open_id` of `None` leaves `user_openid` out, as one documented example does. A `post_id` keeps the
    type that is given, text or number, because the documents do not say which it is.
    """

    def __init__(self, client_key: str, clock: Clock) -> None:
        self._client_key = client_key
        self._clock = clock

    def event(self, name: str, open_id: str | None, content: Mapping[str, object]) -> bytes:
        """A body of any event, also of one that TikTok has not invented yet."""
        body: dict[str, object] = {
            "client_key": self._client_key,
            "event": name,
            "create_time": int(self._clock().timestamp()),
        }
        if open_id is not None:
            body["user_openid"] = open_id
        body["content"] = json.dumps(content)
        return json.dumps(body, separators=(",", ":")).encode()

    def authorization_removed(self, open_id: str | None, reason: RemovalReason) -> bytes:
        return self.event("authorization.removed", open_id, {"reason": int(reason)})

    def video_upload_failed(self, open_id: str | None, share_id: str) -> bytes:
        return self.event("video.upload.failed", open_id, {"share_id": share_id})

    def video_publish_completed(self, open_id: str | None, share_id: str) -> bytes:
        return self.event("video.publish.completed", open_id, {"share_id": share_id})

    def portability_download_ready(self, open_id: str | None, request_id: str) -> bytes:
        return self.event("portability.download.ready", open_id, {"request_id": request_id})

    def post_publish_failed(
        self, open_id: str | None, publish_id: str, reason: str, publish_type: PublishType = "DIRECT_PUBLISH"
    ) -> bytes:
        content = {"publish_id": publish_id, "reason": reason, "publish_type": publish_type}
        return self.event("post.publish.failed", open_id, content)

    def post_publish_complete(
        self, open_id: str | None, publish_id: str, publish_type: PublishType = "DIRECT_PUBLISH"
    ) -> bytes:
        content = {"publish_id": publish_id, "publish_type": publish_type}
        return self.event("post.publish.complete", open_id, content)

    def post_publish_inbox_delivered(self, open_id: str | None, publish_id: str) -> bytes:
        content = {"publish_id": publish_id, "publish_type": "INBOX_SHARE"}
        return self.event("post.publish.inbox_delivered", open_id, content)

    def post_publicly_available(
        self,
        open_id: str | None,
        post_id: str | int,
        publish_id: str,
        publish_type: PublishType = "DIRECT_PUBLISH",
    ) -> bytes:
        content = {"publish_id": publish_id, "post_id": post_id, "publish_type": publish_type}
        return self.event("post.publish.publicly_available", open_id, content)

    def post_no_longer_available(
        self,
        open_id: str | None,
        post_id: str | int,
        publish_id: str,
        spelling: GoneEvent = GoneEvent.AS_TIKTOK_SPELLS_IT,
        publish_type: PublishType = "DIRECT_PUBLISH",
    ) -> bytes:
        content = {"publish_id": publish_id, "post_id": post_id, "publish_type": publish_type}
        return self.event(spelling, open_id, content)
