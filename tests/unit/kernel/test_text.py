import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.text import whole


@given(st.text())
def test_text_that_can_be_stored_stays_as_it_is(text: str) -> None:
    assert whole(text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("\ud83d", "\ufffd"),
        ("a\udc9ab", "a\ufffdb"),
        ("\ud83d\udc9a", "💚"),
        ("\ud83d\ud83d\udc9a", "\ufffd💚"),
    ],
)
def test_a_lone_half_is_replaced_and_two_halves_are_joined(text: str, mended: str) -> None:
    assert whole(text) == mended
