"""Person, tense, negation, idiom and frame around a sign. The model is left out: rules alone speak here."""

import pytest

from campaign.care.judging import Judged, judge
from campaign.care.lexicon import find, load_phrases
from campaign.care.normalising import normalised

PHRASES = load_phrases()


def judged(text: str) -> Judged:
    return judge(find(PHRASES, normalised(text)))


@pytest.mark.parametrize(
    "text",
    [
        "i am going to kill myself tonight",
        "i took all my pills",
        "i swallowed the whole bottle",
        "i wont be here tomorrow",
        "goodbye everyone, i love you, dont blame yourselves",
        "the gun is in my hands",
        "this is my suicide note",
        "i tried to kill myself last night",
        "im standing on the ledge",
    ],
)
def test_intent_with_a_time_means_a_plan_or_a_goodbye_is_imminent(text: str) -> None:
    assert judged(text).imminent


@pytest.mark.parametrize(
    "text",
    [
        "i feel so hopeless",
        "everyone would be better off without me",
        "i hate being alive",
        "there is no way out of this",
        "i wish i was dead",
        "i cut myself again",
    ],
)
def test_a_sign_without_a_plan_is_a_sign_and_not_imminent(text: str) -> None:
    said = judged(text)

    assert said.signs
    assert not said.imminent


@pytest.mark.parametrize("text", ["i dont want to die", "i never hurt myself", "im not going to kill myself"])
def test_a_not_before_a_sign_takes_it_away(text: str) -> None:
    assert not judged(text).signs


def test_what_another_person_says_is_worry_for_them() -> None:
    said = judged("my friend says she wants to die")

    assert said.signs
    assert all(sign.startswith("worry") for sign in said.signs)


def test_what_was_is_not_what_is() -> None:
    said = judged("two years ago i was suicidal, therapy helped me and i am better now")

    assert not said.signs
    assert said.recovering


def test_an_attempt_of_long_ago_that_was_treated_is_not_imminent() -> None:
    assert not judged("ten years ago i took all my pills, i got help and recovered").imminent


@pytest.mark.parametrize(
    "text", ["dying laughing at this", "suicide squad was fun", "i shot myself in the foot"]
)
def test_an_idiom_says_nothing_of_danger(text: str) -> None:
    assert not judged(text).signs


def test_a_film_in_which_somebody_dies_is_no_sign() -> None:
    assert not judged("the movie scene when he jumps is about wanting to die").imminent


def test_a_word_of_recovery_does_not_cancel_a_sign() -> None:
    said = judged("therapy helped me for years but i am going to kill myself tonight")

    assert said.imminent
    assert not said.recovering


def test_a_sign_in_the_middle_of_a_long_post_is_found() -> None:
    around = "we went to the market and bought oranges and talked about the neighbours. " * 12

    assert judged(f"{around} i am going to kill myself tonight. {around}").imminent


def test_a_time_far_from_a_sign_is_no_time_for_it() -> None:
    between = "we went to the market and bought oranges and talked about the neighbours. " * 12

    assert not judged(f"the match is tonight. {between} i want to kill myself").imminent
