from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from campaign.hub.countries import COUNTRIES
from campaign.pages.shell import LANGUAGES, Language
from campaign.publications.lint import Passage, lint
from campaign.stories.texts import words


def leaves(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text, with where it stands."""
    if isinstance(texts, str):
        yield path, texts
    elif isinstance(texts, Mapping):
        for key, inside in texts.items():
            yield from leaves(inside, f"{path}.{key}")
    else:
        for place, inside in enumerate(texts):
            yield from leaves(inside, f"{path}.{place}")


def test_both_languages_have_the_same_keys() -> None:
    assert [path for path, _ in leaves(words("ar"))] == [path for path, _ in leaves(words("en"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_countries_are_those_of_the_hub(language: Language) -> None:
    assert set(words(language)["countries"]) == set(COUNTRIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_safe_messaging_find_nothing(language: Language) -> None:
    said = [Passage(path, 1, language, text) for path, text in leaves(words(language))]

    assert [(finding.file, finding.rule) for finding in lint(said)] == []
