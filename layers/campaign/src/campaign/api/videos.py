"""Reviewing videos, in the staff API; for the group `moderator`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.api.access import require_group, staff_id
from campaign.api.policy import add_policy_routes
from campaign.kernel.clock import Clock
from campaign.kernel.errors import CampaignError, ConflictError, NotFoundError, PermanentError
from campaign.kernel.observability import count
from campaign.videos.alike import alike
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.moves import Decision, approve, reject
from campaign.videos.policy import Policies
from campaign.videos.review import StoredVideo, Videos
from campaign.videos.rights import check_may_be_featured
from campaign.videos.rights_storage import Rights
from campaign.videos.standing import ids_of
from campaign.videos.video import VideoKey

_MOST = 100
_MOST_AT_ONCE = 25


class _Judgement(BaseModel):
    """`rule`: a rule of the policy in force; a rejection must name one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    decision: Literal["approve", "reject"]
    rule: str | None = None
    feature: bool = True
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class DecisionRequest(_Judgement):
    """`expected_version` is the version of the video that the moderator saw."""

    expected_version: Annotated[int, Field(ge=1)]


class SeenVideo(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: VideoKey
    expected_version: Annotated[int, Field(ge=1)]


class DecisionsRequest(_Judgement):
    """One judgement of several videos, each as the moderator saw it."""

    videos: Annotated[tuple[SeenVideo, ...], Field(min_length=1, max_length=_MOST_AT_ONCE)]


def video_routes(videos: Videos, policies: Policies, rights: Rights, clock: Clock) -> Router:
    """`GET /videos`, `GET /videos/{key}`, `POST /videos/{key}/decisions` and `POST /videos/decisions`; a key
    is `platform:id`. And the policy's rules, which decisions name.

    A video is answered as its model's JSON, with `key`, `version` and its `creators` beside it: the names
    under which their standing may be set.
    """
    router = Router()
    add_policy_routes(router, policies)

    @router.get("/videos")
    def review_queue() -> dict[str, Any]:
        """Those that wait longest first, each with the others of the answer that are `alike`; `status` may
        only be `in_review`, `limit` is 1 to 100 (20)."""
        require_group(router.current_event.raw_event, "moderator")
        limit = _limit(router.current_event.get_query_string_value("limit", "20"))
        status = router.current_event.get_query_string_value("status", "in_review")
        if status != "in_review":
            raise PermanentError("videos", "only videos in review wait for you", "ask for status=in_review")
        waiting = videos.to_review(limit)
        same = alike([stored.video for stored in waiting])
        return {"videos": [{**_view(stored), "alike": same[stored.video.key]} for stored in waiting]}

    @router.get("/videos/<key>")
    def one_video(key: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        return _view(_stored(videos, key))

    @router.post("/videos/decisions")
    def decide_several() -> dict[str, Any]:
        """Each video is decided on its own: `decided` holds a `version` and `status`, or a `problem`, for
        every key."""
        event = router.current_event
        require_group(event.raw_event, "moderator")
        request = DecisionsRequest.model_validate_json(event.decoded_body or "")
        rule = _rule(request, policies)
        return {"decided": [_answer(seen, request, rule) for seen in request.videos]}

    @router.post("/videos/<key>/decisions")
    def decide(key: str) -> dict[str, Any]:
        event = router.current_event
        require_group(event.raw_event, "moderator")
        request = DecisionRequest.model_validate_json(event.decoded_body or "")
        return _view(_decide(key, request.expected_version, request, _rule(request, policies)))

    def _answer(seen: SeenVideo, request: _Judgement, rule: str) -> dict[str, Any]:
        try:
            saved = _decide(seen.key, seen.expected_version, request, rule)
        except CampaignError as error:
            return {"key": seen.key, "problem": f"{error.rule}; {error.remedy}"}
        return {"key": seen.key, "version": saved.version, "status": saved.video.status}

    def _decide(key: str, expected_version: int, request: _Judgement, rule: str) -> StoredVideo:
        event = router.current_event.raw_event
        stored = _stored(videos, key)
        if stored.version != expected_version:
            raise ConflictError(f"video {key}", "it has changed since you saw it", "read it and decide again")
        now = clock()
        decision = _decision(request, stored, rule, by=staff_id(event), at=now)
        if decision.change == "video.featured":
            check_may_be_featured(stored.video.key, rights.of(stored.video.key), now)
        saved = videos.save(decision, stored, now, event["requestContext"]["requestId"])
        count("VideosFeatured", int(decision.change == "video.featured"))
        return saved

    return router


def _rule(request: _Judgement, policies: Policies) -> str:
    """The rule that the decision names. Raises PermanentError for one that is not in force."""
    if request.rule is None:
        if request.decision == "reject":
            raise PermanentError("rule", "a rejection names a rule of the policy", "say which in rule")
        return BuiltInRule.REVIEWED
    if not policies.in_force().has(request.rule):
        raise PermanentError("rule", "the policy in force has none of that id", "name one of its rules")
    return request.rule


def _decision(request: _Judgement, stored: StoredVideo, rule: str, *, by: str, at: datetime) -> Decision:
    if request.decision == "reject":
        return reject(stored.video, by=by, at=at, rule=rule, reason=request.reason)
    return approve(stored.video, by=by, at=at, feature=request.feature, rule=rule, reason=request.reason)


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
    video = stored.video
    return {
        "key": video.key,
        "version": stored.version,
        "creators": ids_of(video.platform, video.creator),
        **video.model_dump(mode="json"),
    }
