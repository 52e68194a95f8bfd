import pytest

from campaign.creators.pages import page
from campaign.pages.shell import LANGUAGES, Language, frame
from tests.unit.creators.test_pages import PAGES, shape


def test_both_languages_frame_a_page_with_the_same_things() -> None:
    assert shape(frame("en")) == shape(frame("ar"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_on_every_page_that_a_creator_sees(language: Language) -> None:
    for name in PAGES:
        assert "https://findahelpline.com/" in page(name, language, version="1", date="2026-11-25")


def test_the_hashtag_in_an_arabic_title_keeps_its_sign_in_front() -> None:
    title = page("leave", "ar").partition("<title>")[2].partition("</title>")[0]
    assert title.endswith(" · \u2068#EndTheStigma\u2069")
