from unittest.mock import Mock

import pytest

from campaign.care.second_opinion import REASON, with_second_opinion
from campaign.care.tier import Screening, Tier

GENERAL = Screening(Tier.GENERAL, 0.1, ())
DISTRESS = Screening(Tier.DISTRESS, 0.6, ("hopeless",))


def test_nobody_is_asked_unless_handed_in() -> None:
    assert with_second_opinion("a text", GENERAL) is GENERAL


@pytest.mark.parametrize("other", [Tier.GENERAL, Tier.RECOVERY, Tier.DISTRESS])
def test_it_never_lowers_a_tier(other: Tier) -> None:
    assert with_second_opinion("a text", DISTRESS, lambda text: other) is DISTRESS


def test_it_raises_a_tier_and_says_so() -> None:
    said = with_second_opinion("a text", DISTRESS, lambda text: Tier.IMMINENT)

    assert said == Screening(Tier.IMMINENT, 1.0, ("hopeless", REASON))


def test_an_error_leaves_ours() -> None:
    assert with_second_opinion("a text", DISTRESS, Mock(side_effect=TimeoutError)) is DISTRESS


def test_the_most_urgent_is_not_asked_about() -> None:
    ask = Mock()
    ours = Screening(Tier.IMMINENT, 1.4, ("intent.die",))

    assert with_second_opinion("a text", ours, ask) is ours
    ask.assert_not_called()
