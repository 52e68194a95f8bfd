"""`POST /v2/video/list/` and `/v2/video/query/`: a connected creator's own public videos."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campaign_cli.loopback import Answer, Request
from tests.simulators.catalogue import Catalogue
from tests.simulators.failures import Failure, RefusedError, data_answer
from tests.simulators.models import Clock, SimulatedVideo
from tests.simulators.oauth import TokenDesk

SCOPE = "video.list"
COVER_LIFETIME = timedelta(hours=6)
FIELDS = {
    "id",
    "create_time",
    "share_url",
    "video_description",
    "title",
    "duration",
    "cover_image_url",
    "embed_link",
    "like_count",
    "comment_count",
    "share_count",
    "view_count",
}


class ListBody(BaseModel):
    """`cursor` is UTC milliseconds: the page holds what is older."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_count: int = Field(default=10, ge=1, le=20)
    cursor: int | None = Field(default=None, ge=0)


class Filters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    video_ids: list[str] = Field(min_length=1, max_length=20)


class QueryBody(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    filters: Filters


class CreatorVideos:
    """Lists and looks up the videos of the creator whose token is shown, and of nobody else."""

    def __init__(self, catalogue: Catalogue, tokens: TokenDesk, clock: Clock) -> None:
        self._catalogue = catalogue
        self._tokens = tokens
        self._clock = clock

    def list_videos(self, request: Request, log_id: str) -> Answer:
        own = self._own(request)
        try:
            body = ListBody.model_validate_json(request.body or b"{}")
        except ValidationError as error:
            raise RefusedError(Failure.INVALID_PARAMS) from error
        older = [video for video in own if body.cursor is None or video.create_time * 1000 < body.cursor]
        page = older[: body.max_count]
        cursor = page[-1].create_time * 1000 if page else (body.cursor or 0)
        data: dict[str, object] = {"videos": self._rows(page, request), "cursor": cursor}
        return data_answer(data | {"has_more": len(older) > len(page)}, log_id)

    def look_up(self, request: Request, log_id: str) -> Answer:
        own = self._own(request)
        try:
            wanted = QueryBody.model_validate_json(request.body).filters.video_ids
        except ValidationError as error:
            raise RefusedError(Failure.INVALID_PARAMS) from error
        found = [video for video in own if video.id in wanted]
        return data_answer({"videos": self._rows(found, request)}, log_id)

    def _own(self, request: Request) -> list[SimulatedVideo]:
        grant = self._tokens.require(request, SCOPE)
        return self._catalogue.newest_first_of(grant.open_id or "")

    def _rows(self, videos: list[SimulatedVideo], request: Request) -> list[dict[str, object]]:
        fields = request.parameters.get("fields", "").split(",")
        if not FIELDS.issuperset(fields):
            raise RefusedError(Failure.INVALID_PARAMS)
        rows = [self._row(video) for video in videos]
        return [{field: row[field] for field in fields if row[field] is not None} for row in rows]

    def _row(self, video: SimulatedVideo) -> dict[str, object]:
        expires = int((self._clock() + COVER_LIFETIME).timestamp())
        return {
            "id": video.id,
            "create_time": video.create_time,
            "share_url": video.url,
            "video_description": video.caption,
            "title": video.caption,
            "duration": video.duration_seconds,
            "cover_image_url": f"https://covers.example/{video.id}.jpeg?x-expires={expires}",
            "embed_link": f"https://www.tiktok.com/player/v1/{video.id}",
            "like_count": video.likes,
            "comment_count": video.comments,
            "share_count": video.shares,
            "view_count": video.views,
        }
