import pytest

from campaign.care.sign import Sign, fingerprint, strongest
from campaign.care.tier import Tier
from tests.unit.care.cases import SUBJECT

WORDS = "I cannot go on #EndTheStigma"


@pytest.mark.parametrize(
    "again",
    ["i cannot go on #EndTheStigma", "I cannot  go on…\n#EndTheStigma", "I cannot goooo on #EndTheStigma!!"],
)
def test_the_same_words_are_known_however_they_are_spelt(again: str) -> None:
    assert fingerprint(again, SUBJECT) == fingerprint(WORDS, SUBJECT)


def test_other_words_are_new() -> None:
    assert fingerprint(f"{WORDS} tonight", SUBJECT) != fingerprint(WORDS, SUBJECT)


def test_the_same_words_of_two_posts_cannot_be_matched() -> None:
    assert fingerprint(WORDS, SUBJECT) != fingerprint(WORDS, "video:tiktok:1")


def test_of_two_signs_the_stronger_one_knows_both_texts_in_whatever_order_they_come() -> None:
    low = Sign(tier=Tier.DISTRESS, score=1.0, reasons=("a",), texts=("t2",))
    high = Sign(tier=Tier.IMMINENT, score=4.0, reasons=("b",), texts=("t1",))

    assert strongest(low, high) == strongest(high, low) == high.model_copy(update={"texts": ("t1", "t2")})
