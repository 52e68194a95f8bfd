from typing import Any

import pytest
from babel import Locale

from campaign.hub.texts import TEXTS
from campaign.publications.kind import LANGUAGES, Language

PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}


def keys(texts: dict[str, Any], prefix: str = "") -> set[str]:
    """A noun in its plural forms is one text: each language has its own forms."""
    found: set[str] = set()
    for name, value in texts.items():
        deeper = isinstance(value, dict) and not value.keys() <= PLURAL_FORMS
        found |= keys(value, f"{prefix}{name}.") if deeper else {f"{prefix}{name}"}
    return found


def test_both_languages_say_the_same_things() -> None:
    assert keys(TEXTS["en"]) == keys(TEXTS["ar"])


def test_the_one_directory_of_helplines_is_the_same_in_both() -> None:
    assert TEXTS["en"]["help"]["directory"] == TEXTS["ar"]["help"]["directory"] == "findahelpline.com"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_noun_has_every_form_that_a_number_above_zero_asks_for(language: Language) -> None:
    needed = {Locale.parse(language).plural_form(number) for number in range(1, 1000)}

    totals = TEXTS[language]["totals"]
    for measure in ("videos", "creators", "views"):
        assert set(totals[measure]) == needed, measure
