"""Reviewing videos, in the staff API; for the group `moderator`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.api.access import require_group, staff_id
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, NotFoundError, PermanentError
from campaign.kernel.observability import count
from campaign.videos.moves import Decision, approve, reject
from campaign.videos.review import StoredVideo, Videos
from campaign.videos.video import VideoKey

_MOST = 100


class DecisionRequest(BaseModel):
    """`expected_version` is the version of the video that the moderator saw."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    decision: Literal["approve", "reject"]
    feature: bool = True
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None
    expected_version: Annotated[int, Field(ge=1)]


def video_routes(videos: Videos, clock: Clock) -> Router:
    """`GET /videos`, `GET /videos/{key}` and `POST /videos/{key}/decisions`; a key is `platform:id`.

    A video is answered as its model's JSON, with `key` and `version` beside it.
    """
    router = Router()

    @router.get("/videos")
    def review_queue() -> dict[str, Any]:
        """Those that wait longest first; `status` may only be `received`, `limit` is 1 to 100 (20)."""
        require_group(router.current_event.raw_event, "moderator")
        limit = _limit(router.current_event.get_query_string_value("limit", "20"))
        status = router.current_event.get_query_string_value("status", "received")
        if status != "received":
            raise PermanentError("videos", "only received videos wait for review", "ask for status=received")
        return {"videos": [_view(stored) for stored in videos.to_review(limit)]}

    @router.get("/videos/<key>")
    def one_video(key: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        return _view(_stored(videos, key))

    @router.post("/videos/<key>/decisions")
    def decide(key: str) -> dict[str, Any]:
        event = router.current_event
        require_group(event.raw_event, "moderator")
        request = DecisionRequest.model_validate_json(event.decoded_body or "")
        stored = _stored(videos, key)
        if stored.version != request.expected_version:
            raise ConflictError(f"video {key}", "it has changed since you saw it", "read it and decide again")
        now = clock()
        decision = _decision(request, stored, by=staff_id(event.raw_event), at=now)
        saved = videos.save(decision, stored, now, event.raw_event["requestContext"]["requestId"])
        count("VideosFeatured", int(decision.change == "video.featured"))
        return _view(saved)

    return router


def _decision(request: DecisionRequest, stored: StoredVideo, *, by: str, at: datetime) -> Decision:
    if request.decision == "reject":
        return reject(stored.video, by=by, at=at, reason=request.reason)
    return approve(stored.video, by=by, at=at, feature=request.feature, reason=request.reason)


def _stored(videos: Videos, key: str) -> StoredVideo:
    stored = videos.get(VideoKey(key))
    if stored is None:
        raise NotFoundError(f"video {key}", "there is none", "see the review queue for those that there are")
    return stored


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST):
        raise PermanentError("limit", f"it is not a number from 1 to {_MOST}", "correct it")
    return int(text)


def _view(stored: StoredVideo) -> dict[str, Any]:
    return {
        "key": stored.video.key,
        "version": stored.version,
        **stored.video.model_dump(mode="json"),
    }
