from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("#EndTheStigma 💚", "#endthestigma 💚"),
        ("today I told my mother that I am not always ok", "today I told my father that I am not always ok"),
        ("لست وحدك في هذا الطريق", "لست وحدك في هذه الطريق"),
    ],
)
def test_nearly_the_same_caption_by_one_creator_is_grouped(one: str, other: str) -> None:
    assert alike([video(1, one), video(2, other)]) == {"tiktok:1": ("tiktok:2",), "tiktok:2": ("tiktok:1",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#endthestigma #hope", "#endthestigma 💚"),
        (LONG, LONG[:60]),
        ("hope", "help"),
        (LONG, "a different story altogether, told on another day"),
    ],
)
def test_another_caption_is_not(one: str, other: str) -> None:
    assert alike([video(1, one), video(2, other)]) == {"tiktok:1": (), "tiktok:2": ()}


def test_the_same_caption_by_others_or_by_nobody_known_is_not() -> None:
    videos = [video(1, LONG), video(2, LONG, "omar"), video(3, LONG, None), video(4, LONG, None)]
    assert set(alike(videos).values()) == {()}


ENGLISH = "we sat by the sea today and I told my brother how heavy this long year has been"
ARABIC = "جلسنا اليوم قرب البحر وحكيت لأخي كم كانت هذه السنة طويلة وثقيلة علي وعلى أمي"
CAPTIONS = st.sampled_from([ENGLISH, ARABIC]).flatmap(lambda caption: st.permutations(caption.split()))


@given(CAPTIONS, st.integers(0, 13), st.sampled_from(["drop", "add", "replace", "swap a letter"]), st.data())
def test_one_small_edit_is_found_in_either_language(
    words: list[str], place: int, edit: str, data: st.DataObject
) -> None:
    edited = list(words)
    match edit:
        case "drop":
            del edited[place]
        case "add":
            edited.insert(place, data.draw(st.sampled_from(["really", "والله"])))
        case "replace":
            edited[place] = data.draw(st.sampled_from(["friend", "صديق"]))
        case _:
            edited[place] = "x" + edited[place][1:]

    assert are_alike(" ".join(words), " ".join(edited))


@given(st.text(max_size=40), st.text(max_size=40))
def test_of_two_captions_either_is_like_the_other_and_each_like_itself(one: str, other: str) -> None:
    assert are_alike(one, other) is are_alike(other, one)
    assert are_alike(one, one)


def are_alike(one: str, other: str) -> bool:
    found: Any = alike([video(1, one), video(2, other)])
    assert bool(found["tiktok:1"]) is bool(found["tiktok:2"]), "both are told of each other"
    return bool(found["tiktok:1"])
