from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.care import screening
from campaign.care.screening import FAILED, UNREADABLE, screen
from campaign.care.tier import Tier
from campaign.kernel.observability import logger

DANGER = (Tier.IMMINENT, Tier.DISTRESS)
_RULE = r"^[a-z0-9_.-]+$"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("i am going to kill myself tonight, goodbye everyone", Tier.IMMINENT),
        ("i hate my life and i wish i was dead", Tier.DISTRESS),
        ("two years ago i was suicidal, therapy helped me and im better now", Tier.RECOVERY),
        ("what a goal, see you at the derby on sunday", Tier.GENERAL),
        ("hante7er el leila, samehoni", Tier.IMMINENT),
        ("يا ليتني مت", Tier.DISTRESS),
        ("صباح الخير يا جماعة", Tier.GENERAL),
        ("💊💊 goodbye forever 🖤", Tier.IMMINENT),
        ("👍", Tier.GENERAL),
        ("", Tier.GENERAL),
        ("12:30 ...", Tier.GENERAL),
    ],
)
def test_tiers(text: str, tier: Tier) -> None:
    assert screen(text).tier is tier


def test_the_highest_tier_wins() -> None:
    recovery = "two years ago i was suicidal, therapy helped me and im better now. "

    assert screen(recovery).tier is Tier.RECOVERY
    assert screen(recovery + "but tonight i am going to kill myself").tier is Tier.IMMINENT


@pytest.mark.parametrize(
    "text",
    [
        "je ne veux plus vivre dans cette vie et je suis très triste",
        "artık yaşamak istemiyorum çok yoruldum ve kimse beni anlamıyor",
        "ya no quiero vivir, estoy muy triste y todo me duele porque nada tiene sentido",
        "aku tidak ingin hidup lagi, capek banget dengan semua ini",
        "دیگه نمیخوام زندگی کنم خیلی خسته شدم از همه چیز",
        "میں اب زندہ نہیں رہنا چاہتا",
        "я больше не хочу жить",
        "もう生きたくない",
    ],
)
def test_a_language_that_is_not_screened_for_is_read_by_a_person(text: str) -> None:
    said = screen(text)

    assert said.tier in DANGER


def test_what_cannot_be_read_stands_behind_real_signs() -> None:
    unreadable = screen("я больше не хочу жить")

    assert unreadable.reasons == (UNREADABLE,)
    assert unreadable.score < screen("i wish i was dead").score


def test_an_error_is_distress_and_is_counted_and_logged_without_the_text() -> None:
    with (
        patch.object(screening, "find", side_effect=ValueError("a secret text")),
        patch.object(screening, "count") as count,
        patch.object(logger, "error") as error,
    ):
        said = screen("a secret text")

    assert said.tier is Tier.DISTRESS
    assert said.reasons == (FAILED,)
    count.assert_called_once_with("ScreeningsFailed")
    assert error.call_args.kwargs == {"extra": {"error": "ValueError"}}
    assert "secret" not in str(error.call_args)


@given(
    st.text(alphabet="zqxjvk 😀", min_size=4, max_size=30),
    st.sampled_from(["i want to die", "goodbye forever", "ابي اموت"]),
)
def test_reasons_are_names_of_rules_and_never_quote_the_text(noise: str, sign: str) -> None:
    reasons = screen(f"{noise} {sign} {noise}").reasons

    known = {phrase.rule for _, phrases in screening._lexicon().values() for phrase in phrases}
    known |= {f"worry.{rule}" for rule in known}
    assert set(reasons) <= known | {"model.imminent", "model.distress", "recovery", UNREADABLE}
