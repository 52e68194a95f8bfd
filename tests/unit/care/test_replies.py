import pytest

from campaign.care.replies import LANGUAGES, Language, replies
from campaign.publications.lint import Passage, lint

ALL = [(language, name) for language in LANGUAGES for name in replies(language)]


def test_every_reply_is_there_in_both_languages() -> None:
    assert replies("ar").keys() == replies("en").keys()


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_reply_has_help_within_reach(language: Language, name: str) -> None:
    assert "https://findahelpline.com" in replies(language)[name].text


@pytest.mark.parametrize(("language", "name"), ALL)
def test_the_rules_of_safe_messaging_find_nothing_in_a_reply(language: Language, name: str) -> None:
    text = replies(language)[name].text

    assert [finding.rule for finding in lint([Passage(name, 1, language, text)])] == []


@pytest.mark.parametrize(("language", "name"), ALL)
def test_no_reply_names_a_number_to_call(language: Language, name: str) -> None:
    """Numbers change and differ by country: a person is led to where they are kept right."""
    assert not any(character.isdigit() for character in replies(language)[name].text)
