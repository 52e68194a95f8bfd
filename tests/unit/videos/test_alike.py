import pytest

from campaign.videos import rules
from campaign.videos.alike import alike
from campaign.videos.intake import Creator
from campaign.videos.video import Video
from tests.unit.videos.messages import NOON, REVIEW_ALL, observed

LONG = "we sat by the sea and for the first time I told my brother how heavy this year has been for me"


def video(number: int, caption: str, handle: str | None = "noor") -> Video:
    message = observed(id=str(number), caption=caption, creator=Creator(handle=handle))
    decision = rules.decide(None, message, NOON, REVIEW_ALL)
    assert decision is not None
    return decision.video


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, LONG.upper() + " #EndTheStigma 💚 @friend"),
        (LONG, LONG + " really"),
        ("أنا بخير", "أنَا بخيـر!"),
        ("hope", "Hope #hope"),
    ],
)
def test_nearly_the_same_caption_by_one_creator_is_grouped(one: str, other: str) -> None:
    assert alike([video(1, one), video(2, other)]) == {"tiktok:1": ("tiktok:2",), "tiktok:2": ("tiktok:1",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [(LONG, LONG[:60]), ("hope", "help"), (LONG, "a different story altogether, told on another day")],
)
def test_another_caption_is_not(one: str, other: str) -> None:
    assert alike([video(1, one), video(2, other)]) == {"tiktok:1": (), "tiktok:2": ()}


def test_the_same_caption_by_others_or_by_nobody_known_is_not() -> None:
    videos = [video(1, LONG), video(2, LONG, "omar"), video(3, LONG, None), video(4, LONG, None)]
    assert set(alike(videos).values()) == {()}
