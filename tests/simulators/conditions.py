"""The query language of the Research API, over simulated videos."""

from datetime import UTC
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tests.simulators.models import SimulatedVideo

ORDERED_FIELDS = ("create_date", "video_id")


class Condition(BaseModel):
    """One line of a query, such as `hashtag_name EQ [endthestigma]`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    operation: Literal["EQ", "IN", "GT", "GTE", "LT", "LTE"]
    field_name: Literal["hashtag_name", "region_code", "create_date", "video_id", "keyword"]
    field_values: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _values_suit_the_operation(self) -> "Condition":
        if self.operation != "IN" and len(self.field_values) != 1:
            raise ValueError(f"{self.operation} takes exactly one value")
        if self.operation not in ("EQ", "IN") and self.field_name not in ORDERED_FIELDS:
            raise ValueError(f"{self.field_name} has no order: use EQ or IN")
        if self.field_name in ORDERED_FIELDS and not all(value.isdecimal() for value in self.field_values):
            raise ValueError(f"{self.field_name} takes digits")
        return self

    def matches(self, video: SimulatedVideo) -> bool:
        return any(self._matches_value(video, value) for value in self.field_values)

    def _matches_value(self, video: SimulatedVideo, value: str) -> bool:
        match self.field_name:
            case "create_date":
                return self._compares(int(f"{video.created_at.astimezone(UTC):%Y%m%d}"), int(value))
            case "video_id":
                return self._compares(int(video.id), int(value))
            case "region_code":
                return (video.region or "").upper() == value.upper()
            case "keyword":
                return value.casefold() in video.caption.casefold()
            case "hashtag_name":
                # TikTok matches approximately: a longer tag is found too, so a client must check it again.
                return any(value.casefold() in hashtag.casefold() for hashtag in video.hashtags)

    def _compares(self, number: int, limit: int) -> bool:
        match self.operation:
            case "EQ" | "IN":
                return number == limit
            case "GT":
                return number > limit
            case "GTE":
                return number >= limit
            case "LT":
                return number < limit
            case "LTE":
                return number <= limit


class VideoQuery(BaseModel):
    """`and` / `or` / `not`, of which at least one is not empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    all_of: list[Condition] = Field(default=[], alias="and")
    any_of: list[Condition] = Field(default=[], alias="or")
    none_of: list[Condition] = Field(default=[], alias="not")

    @model_validator(mode="after")
    def _asks_for_something(self) -> "VideoQuery":
        if not (self.all_of or self.any_of or self.none_of):
            raise ValueError("one of and, or, not must hold a condition")
        return self

    def matches(self, video: SimulatedVideo) -> bool:
        return (
            all(condition.matches(video) for condition in self.all_of)
            and (not self.any_of or any(condition.matches(video) for condition in self.any_of))
            and not any(condition.matches(video) for condition in self.none_of)
        )
