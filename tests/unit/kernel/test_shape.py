"""The shape of a message says nothing of what is in it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.shape import MOST_LINES, shape_of

SAID = "words-of-somebody"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(SAID),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=60), inner, max_size=6),
)


@given(VALUES)
def test_no_value_is_ever_told(value: object) -> None:
    shape = shape_of(json.dumps(value))

    assert 1 <= len(shape) <= MOST_LINES
    assert SAID not in " ".join(shape)


def test_a_name_that_may_be_content_is_told_by_its_length() -> None:
    assert shape_of('{"someone@example.org": {"id": 1, "ok": true, "none": null}, "empty": {}}') == [
        "<name of 19>.id: number",
        "<name of 19>.ok: true or false",
        "<name of 19>.none: null",
        "empty: object of 0",
    ]


def test_what_is_no_message_is_told_by_its_length() -> None:
    assert shape_of("planted words") == ["no JSON: text of 13"]
    assert shape_of("[" * 100_000) == ["no JSON: text of 100000"]


def test_a_long_one_is_cut() -> None:
    assert shape_of(json.dumps({f"m{number}": 1 for number in range(100)}))[-1] == "…"
