import tomllib
from pathlib import Path

import pytest

import campaign.hub
from campaign.pages.shell import LANGUAGES, Language, frame
from tests.unit.creators.test_pages import PAGES, page, shape

HUB_WORDING = Path(str(campaign.hub.__file__)).parent / "wording"


def test_both_languages_frame_a_page_with_the_same_things() -> None:
    assert shape(frame("en")) == shape(frame("ar"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_on_every_page_that_a_creator_sees(language: Language) -> None:
    for name in PAGES:
        assert "https://findahelpline.com/" in page(name, language, version="1", date="2026-11-25")


def test_the_hashtag_in_an_arabic_title_keeps_its_sign_in_front() -> None:
    title = page("leave", "ar").partition("<title>")[2].partition("</title>")[0]
    assert title.endswith(" · \u2068#EndTheStigma\u2069")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_back_to_the_hub_and_quickly_away(language: Language) -> None:
    shown = page("left", language)

    assert f'<a class="brand" href="https://hub.example.org/{language}/index.html">' in shown
    assert f'<a class="leave" href="{frame(language)["leave"]["address"]}" rel="noreferrer">' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_quickly_has_the_hubs_words_and_leads_where_the_hubs_does(language: Language) -> None:
    hub = tomllib.loads((HUB_WORDING / f"{language}.toml").read_text("utf-8"))["leave"]

    assert frame(language)["leave"] == {name: hub[name] for name in ("short", "address")}
