"""The rights ledger of a video, in the staff API; for the group `moderator`."""

from datetime import datetime
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
        at: datetime,
        correlation_id: str,
        marked: tuple[Decision, StoredVideo] | None = None,
    ) -> None:
        """Together with what it means for the video; ConflictError as elsewhere."""
        ...


class RightsRequest(BaseModel):
    """What a creator was asked or has answered, by mail or in person. `note` is no place for names: the
    ledger outlives the video."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    right: Literal["asked", "granted", "refused"]
    until: AwareDatetime | None = None
    note: Note | None = None


def rights_routes(ledger: Ledger, videos: Videos, clock: Clock) -> Router:
    """`GET` and `POST /videos/{key}/rights`. A refusal takes a featured video off the hub at
    once, the end of a grant within minutes (`check_videos`)."""
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
        ledger.record(entry, now, event.raw_event["requestContext"]["requestId"], _marked(stored, entry))
        return _document(stored.video.key), HTTPStatus.CREATED

    def _document(key: VideoKey) -> dict[str, Any]:
        entries = ledger.of(key)
        return {
            "standing": standing(entries, clock()),
            "entries": [entry.model_dump(mode="json", exclude_none=True) for entry in entries],
        }

    return router


def _marked(stored: StoredVideo, entry: RightsEntry) -> tuple[Decision, StoredVideo] | None:
    """The video as the answer leaves it; None where it says nothing new of the video."""
    if entry.right is Right.ASKED:
        return None
    known = stored.video.model_copy(update={"rights_until": entry.against_from})
    if entry.right in AGAINST and known.status is VideoStatus.FEATURED:
        return approve(known, by=entry.by, at=entry.at, feature=False), stored
    return (Decision(known, None), stored) if known != stored.video else None
