"""The rights ledger of a video, in the staff API; for the group `moderator`."""

from http import HTTPStatus
from typing import Any, Literal, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.api.access import require_group, staff_id
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.videos.moves import Decision, approve
from campaign.videos.review import StoredVideo, Videos
from campaign.videos.rights import AGAINST, Note, Right, RightsEntry, standing
from campaign.videos.rights_storage import Rights
from campaign.videos.video import VideoKey, VideoStatus


class Ledger(Rights, Protocol):
    def record(
        self,
        entry: RightsEntry,
        correlation_id: str,
        taken_off: tuple[Decision, StoredVideo] | None = None,
    ) -> None:
        """Together with the move of a video that may no longer be featured; ConflictError as elsewhere."""
        ...


class RightsRequest(BaseModel):
    """What a creator was asked or has answered, by mail or in person. `note` is no place for names: the
    ledger outlives the video."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    right: Literal["asked", "granted", "refused"]
    until: AwareDatetime | None = None
    note: Note | None = None


def rights_routes(ledger: Ledger, videos: Videos, clock: Clock) -> Router:
    """`GET` and `POST /videos/{key}/rights`. A refusal takes a featured video off the hub at once."""
    router = Router()

    @router.get("/videos/<key>/rights")
    def show(key: str) -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        return _document(VideoKey(key))

    @router.post("/videos/<key>/rights")
    def record(key: str) -> tuple[dict[str, Any], int]:
        event = router.current_event
        require_group(event.raw_event, "moderator")
        request = RightsRequest.model_validate_json(event.decoded_body or "")
        now, by = clock(), staff_id(event.raw_event)
        if request.until is not None and (request.right != "granted" or request.until <= now):
            raise PermanentError("until", "only a grant has an end, and it lies ahead", "correct it")
        stored = videos.get(VideoKey(key))
        if stored is None:
            raise NotFoundError(
                f"video {key}", "there is none", "see the review queue for those that there are"
            )
        entry = RightsEntry(
            video=stored.video.key,
            right=Right(request.right),
            at=now,
            by=by,
            until=request.until,
            note=request.note,
        )
        ledger.record(entry, event.raw_event["requestContext"]["requestId"], _off_the_hub(stored, entry))
        return _document(stored.video.key), HTTPStatus.CREATED

    def _document(key: VideoKey) -> dict[str, Any]:
        entries = ledger.of(key)
        return {
            "standing": standing(entries, clock()),
            "entries": [entry.model_dump(mode="json", exclude_none=True) for entry in entries],
        }

    return router


def _off_the_hub(stored: StoredVideo, entry: RightsEntry) -> tuple[Decision, StoredVideo] | None:
    if entry.right not in AGAINST or stored.video.status is not VideoStatus.FEATURED:
        return None
    return approve(stored.video, by=entry.by, at=entry.at, feature=False), stored
