import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.hub.plain_text import harmless, harmless_lines


@pytest.mark.parametrize("text", ["Hello 👩\u200d👧", "كَيْفَ تُسَانِدُ صَدِيقًا", "می\u200cخواهم", "naïve"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert harmless(text, 100) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\r\nlines\u2028three", "two lines three"),
        ("\u202eevil\u202c\u2066x", "evilx"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("\u200ba", "a"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("a\x00b\ud800c", "abc"),
        ("abcdef", "abcd…"),
    ],
)
def test_what_would_disturb_is_taken_out(text: str, expected: str) -> None:
    assert harmless(text, 5 if text == "abcdef" else 100) == expected


@given(st.text(), st.integers(1, 50))
def test_any_text_becomes_one_short_line_that_can_be_encoded(text: str, limit: int) -> None:
    result = harmless(text, limit)

    assert len(result) <= limit
    assert len(result.splitlines()) <= 1
    assert not {character for character in result if unicodedata.category(character) in {"Cc", "Cs"}}
    result.encode()


def test_lines_stay_lines_and_each_is_harmless() -> None:
    assert harmless_lines("  one\r\n\n\n\ntwo\u202e three\x00 ", 50) == "one\n\ntwo three"


def test_lines_are_cut_all_together() -> None:
    assert harmless_lines("abc\nabc\nabc", 8) == "abc\nabc…"
