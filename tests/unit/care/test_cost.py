"""Time per character has a bound, whatever the text is: measured in CPU time, the best of several runs."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.care import lexicon, model
from campaign.care.screening import FAILED, screen

_MICROSECONDS_A_CHARACTER = 8.0
"""A caption takes under 1 µs a character on a machine at rest; this is for one that runs a whole suite."""
_LENGTH = 8_000


@given(st.text(max_size=400))
def test_any_text_is_screened_without_an_error(text: str) -> None:
    assert FAILED not in screen(text).reasons


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("i want to kill myself tonight ", id="signs"),
        pytest.param("dont ", id="nots"),
        pytest.param("i my me ", id="first persons"),
        pytest.param("dying laughing lol ", id="idioms"),
        pytest.param("goodbye everyone pills tonight dont i took all ", id="everything"),
        pytest.param("#EndTheStigma", id="hashtags"),
        pytest.param("#aA", id="humps"),
        pytest.param("a", id="one letter"),
        pytest.param("ا ", id="alefs"),
        pytest.param("\u064b", id="marks"),
        pytest.param("ﷺ", id="a character that becomes many"),
        pytest.param("1a@b$c!d*", id="signs between letters"),
        pytest.param("👨‍👩‍👧‍👦", id="joined emoji"),
    ],
)
def test_time_is_linear_in_length(piece: str) -> None:
    text = (piece * (_LENGTH // len(piece) + 1))[:_LENGTH]
    screen(text)

    assert _best(text, runs=4) / len(text) * 1e6 < _MICROSECONDS_A_CHARACTER * _growth(piece)


def _growth(piece: str) -> float:
    """NFKC makes eighteen letters of one."""
    return 18 if piece == "ﷺ" else 1


def _best(text: str, runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = process_time()
        screen(text)
        taken.append(process_time() - start)
    return min(taken)


def test_what_the_layer_carries_is_small() -> None:
    assert lexicon.PHRASES.stat().st_size + model.WEIGHTS.stat().st_size < 2_000_000
