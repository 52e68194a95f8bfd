"""`POST /v2/research/video/query/`: the hashtag search of the simulated platform."""

import re
import secrets
from collections import deque
from datetime import UTC, date, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from campaign_cli.loopback import Answer, Request
from tests.simulators.catalogue import Catalogue
from tests.simulators.conditions import VideoQuery
from tests.simulators.failures import Failure, RefusedError, data_answer
from tests.simulators.models import Clock, SimulatedVideo
from tests.simulators.oauth import TokenDesk
from tests.simulators.quota import DailyQuota

SCOPE = "research.data.basic"
LONGEST_WINDOW = timedelta(days=30)
FIELDS_NEVER_FILLED = {"voice_to_text", "music_id", "video_label", "video_tag"}
FIELDS = FIELDS_NEVER_FILLED | {
    "id",
    "video_description",
    "create_time",
    "region_code",
    "username",
    "hashtag_names",
    "view_count",
    "like_count",
    "comment_count",
    "share_count",
    "favorites_count",
    "video_duration",
}
OLD_FIELD_NAMES = {"id": "video_id", "favorites_count": "favourites_count"}


def _day(text: object) -> date:
    if not isinstance(text, str) or not re.fullmatch(r"\d{8}", text):
        raise ValueError("a date is written YYYYMMDD")
    return date.fromisoformat(text)


class ResearchBody(BaseModel):
    """The body of a query, with the rules of the contract."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: VideoQuery
    start_date: Annotated[date, BeforeValidator(_day)]
    end_date: Annotated[date, BeforeValidator(_day)]
    max_count: int = Field(default=20, ge=1, le=100)
    cursor: int = Field(default=0, ge=0)
    search_id: str | None = None

    @model_validator(mode="after")
    def _window_is_allowed(self) -> "ResearchBody":
        if not timedelta(0) <= self.end_date - self.start_date <= LONGEST_WINDOW:
            raise ValueError("end_date must be 0 to 30 days after start_date")
        return self

    def covers(self, day: date) -> bool:
        return self.start_date <= day <= self.end_date


class ResearchSearch:
    """Searches the catalogue; the results of a search are fixed by its first page."""

    def __init__(self, catalogue: Catalogue, tokens: TokenDesk, clock: Clock) -> None:
        self.quota = DailyQuota(clock)
        self.use_old_field_names = False
        self._catalogue = catalogue
        self._tokens = tokens
        self._searches: dict[str, list[SimulatedVideo]] = {}
        self._failing_days: set[date] = set()
        self._page_sizes: deque[int] = deque()

    def always_fail_on(self, *days: date) -> None:
        """Every window that holds one of these days answers 500, as some days of TikTok's index do."""
        self._failing_days.update(days)

    def shorten_next_pages(self, *sizes: int) -> None:
        """The next pages hold at most so many videos, whatever `max_count` says; 0 makes an empty page."""
        self._page_sizes.extend(sizes)

    def query(self, request: Request, log_id: str) -> Answer:
        self._tokens.require(request, SCOPE)
        fields = request.parameters.get("fields", "").split(",")
        if not FIELDS.issuperset(fields):
            raise RefusedError(Failure.INVALID_PARAMS)
        try:
            body = ResearchBody.model_validate_json(request.body)
        except ValidationError as error:
            raise RefusedError(Failure.INVALID_PARAMS) from error
        if any(body.covers(day) for day in self._failing_days):
            raise RefusedError(Failure.INTERNAL_ERROR)
        search_id, found = self._search(body)
        size = min(body.max_count, self._page_sizes.popleft()) if self._page_sizes else body.max_count
        page = found[body.cursor : body.cursor + size]
        cursor = body.cursor + len(page)
        self.quota.count_records(len(page))
        videos = [self._row(video, fields) for video in page]
        data = {"videos": videos, "cursor": cursor, "search_id": search_id, "has_more": cursor < len(found)}
        return data_answer(data, log_id)

    def _search(self, body: ResearchBody) -> tuple[str, list[SimulatedVideo]]:
        if body.search_id is None and body.cursor == 0:
            search_id = str(secrets.randbelow(2**62))
            self._searches[search_id] = [
                video
                for video in self._catalogue.newest_first()
                if body.covers(video.created_at.astimezone(UTC).date()) and body.query.matches(video)
            ]
            return search_id, self._searches[search_id]
        found = self._searches.get(body.search_id or "")
        if found is None or body.cursor > len(found):
            raise RefusedError(Failure.INVALID_CURSOR)
        return body.search_id or "", found

    def _row(self, video: SimulatedVideo, fields: list[str]) -> dict[str, object]:
        known: dict[str, object] = {
            "id": int(video.id),  # a number in TikTok's JSON: a client that reads it as a float loses digits
            "video_description": video.caption,
            "create_time": video.create_time,
            "region_code": video.region,
            "username": video.handle,
            "hashtag_names": list(video.hashtags),
            "view_count": video.views,
            "like_count": video.likes,
            "comment_count": video.comments,
            "share_count": video.shares,
            "favorites_count": video.favorites,
            "video_duration": video.duration_seconds,
        }
        names = OLD_FIELD_NAMES if self.use_old_field_names else {}
        return {names.get(field, field): known[field] for field in fields if known.get(field) is not None}
