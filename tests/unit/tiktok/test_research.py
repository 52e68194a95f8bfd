from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.kernel.errors import PermanentError
from campaign.tiktok.research import observed
from campaign.videos.intake import MAX_HANDLE, Figures, VideoObserved
from tests.unit.videos.messages import NOON

ROW = {
    "id": 7374895375649443115,
    "username": "noor.writes",
    "video_description": "أمل #EndTheStigma",
    "create_time": 1717101641,
    "region_code": "ae",
    "hashtag_names": ["endthestigma"],
    "view_count": 462,
    "like_count": 900,
    "comment_count": 3,
    "share_count": 1,
    "favorites_count": 7,
    "video_duration": 31,
    "is_stem_verified": False,
}


def read(**changes: Any) -> VideoObserved:
    row = {name: value for name, value in (ROW | changes).items() if value is not ...}
    return observed(row, NOON, "search-1")


def test_every_field_of_a_row_is_kept() -> None:
    video = read()
    assert (video.platform, video.id, video.source) == ("tiktok", "7374895375649443115", "search")
    assert (video.caption, video.hashtags) == ("أمل #EndTheStigma", ("endthestigma",))
    assert (video.creator.handle, video.region, video.duration_seconds) == ("noor.writes", "AE", 31)
    assert video.published_at == datetime(2024, 5, 30, 20, 40, 41, tzinfo=UTC)
    assert video.figures == Figures(views=462, likes=900, comments=3, shares=1, favorites=7)
    assert (video.observed_at, video.correlation_id) == (NOON, "search-1")


def test_a_row_with_nothing_but_an_id_is_a_video() -> None:
    assert observed({"id": "1"}, NOON, "search-1") == VideoObserved(
        platform="tiktok", id="1", source="search", observed_at=NOON, correlation_id="search-1"
    )


@pytest.mark.parametrize("row", [{"video_id": 7}, {"video_id": "7"}, {"id": "7"}])
def test_the_id_has_two_names_and_two_types(row: dict[str, object]) -> None:
    assert observed(row, NOON, "search-1").id == "7"


def test_a_name_that_is_too_long_to_be_one_does_not_lose_the_video() -> None:
    assert read(username="n" * MAX_HANDLE).creator.handle == "n" * MAX_HANDLE
    assert read(username="n" * (MAX_HANDLE + 1)).creator.handle is None


def test_favourites_have_two_spellings() -> None:
    assert read(favorites_count=..., favourites_count=8).figures.favorites == 8


def test_half_an_emoji_is_mended() -> None:
    assert read(video_description="\ud83d cut", hashtag_names=["a\udc00"]).caption == "\ufffd cut"


@pytest.mark.parametrize("video_id", [..., None, True, 7.3e18])
def test_a_row_without_an_exact_id_is_refused(video_id: object) -> None:
    with pytest.raises(PermanentError, match="id"):
        read(id=video_id)


@pytest.mark.parametrize("changes", [{"view_count": "many"}, {"username": 7}, {"video_duration": -1}])
def test_a_row_with_a_field_of_another_type_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read(**changes)
