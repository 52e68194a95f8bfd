import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.videos.hashtags import carries, in_caption, normalised

CAMPAIGN = ("EndTheStigma", "#كسر_الوصمة")


@pytest.mark.parametrize(
    "caption",
    [
        "#EndTheStigma",
        "we talk #ENDTHESTIGMA today",
        "#ｅｎｄｔｈｅｓｔｉｇｍａ",
        "＃EndTheStigma",
        "#stitch#endthestigma",
        "#EndTheStigma💚",
        "#EndThe\u200bStigma",
        "#EndTheStigma, and more",
        "\u202b#كسر_الوصمة\u202c",
        "#كسر_الوصمه",
        "#كَسْر_الوَصمة",
        "#كســر_الوصمة",
    ],
)
def test_a_campaign_hashtag_is_found_however_it_is_typed(caption: str) -> None:
    assert carries(caption, CAMPAIGN)


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "EndTheStigma",
        "#notendthestigma",
        "#endthestigmanow",
        "# EndTheStigma",
        "#end_the_stigma",
        "#",
        "##",
    ],
)
def test_a_part_of_another_word_is_no_campaign_hashtag(caption: str) -> None:
    assert not carries(caption, CAMPAIGN)


def test_hashtags_of_a_caption_come_once_and_in_order() -> None:
    assert in_caption("#Help #hope and #HELP 5.0 #été2026") == ("help", "hope", "été2026")


@pytest.mark.parametrize(("one", "other"), [("أمل", "امل"), ("إيمان", "ايمان"), ("شفى", "شفي"), ("ی", "ي")])
def test_arabic_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_no_format_character_that_this_python_knows_is_left() -> None:
    every = (chr(code_point) for code_point in range(sys.maxunicode + 1))
    assert {normalised(one) for one in every if unicodedata.category(one) == "Cf"} == {""}


@given(st.text())
def test_any_caption_can_be_searched(caption: str) -> None:
    for tag in in_caption(caption):
        assert tag
        assert not any(character.isspace() or character == "#" for character in tag)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1).filter(lambda tag: tag.isalnum()))
def test_a_hashtag_finds_itself(tag: str) -> None:
    if in_caption(f"#{tag}") == (normalised(tag),):
        assert carries(f"before #{tag} after", [tag])
