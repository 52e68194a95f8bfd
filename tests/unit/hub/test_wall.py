"""The wall in partners' pages: what it says, and that it can do nothing."""

import re

import pytest

from campaign.hub.plan import touched
from campaign.hub.wall import MAX_ON_WALL, plan_wall
from campaign.publications.kind import LANGUAGES
from tests.unit.hub.planned import made_all
from tests.unit.hub.samples import HUB_URL, session, state, toolkit, video
from tests.unit.hub.test_pages import HOSTILE, Page

THEMES = ("light", "dark", "auto")


def walls(*videos: object) -> dict[str, str]:
    hub = state(videos=tuple(videos))
    return {path: file.body.decode() for path, file in made_all(plan_wall(hub, HUB_URL)).items()}


def test_there_is_a_wall_in_each_language_and_theme() -> None:
    assert walls(video()).keys() == {
        f"wall/{language}-{theme}.html" for language in LANGUAGES for theme in THEMES
    }


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wall_is_in_its_language_and_theme(language: str, theme: str) -> None:
    (_, attributes), *_ = Page(walls(video())[f"wall/{language}-{theme}.html"]).elements

    direction = {"ar": "rtl", "en": "ltr"}[language]
    assert attributes == {"lang": language, "dir": direction, "class": theme}


def test_a_wall_has_the_newest_twelve_and_no_script() -> None:
    for html in walls(*(video(number) for number in range(20))).values():
        page = Page(html)
        tags = [tag for tag, _ in page.elements]
        assert tags.count("blockquote") == MAX_ON_WALL == 12
        assert not {"script", "style", "iframe", "form", "base", "object"} & set(tags)


def test_a_wall_is_read_anew_every_thirty_seconds_and_kept_for_less() -> None:
    for file in made_all(plan_wall(state(), HUB_URL)).values():
        (refresh,) = re.findall(r'http-equiv="refresh" content="(\d+)"', file.body.decode())
        assert int(refresh) == 30
        assert file.cache_control == "public, max-age=15"


def test_every_link_of_a_wall_opens_a_tab_of_its_own_that_knows_nothing_of_the_partner() -> None:
    for html in walls(video(), video(2, handle=None)).values():
        links = [attrs for tag, attrs in Page(html).elements if tag == "a"]
        assert all(attrs["target"] == "_blank" for attrs in links)
        assert all({"noopener", "noreferrer"} <= set((attrs["rel"] or "").split()) for attrs in links)
        assert all((attrs["href"] or "").startswith("https://") for attrs in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_comes_before_the_first_voice(language: str) -> None:
    html = walls(video())[f"wall/{language}-auto.html"]

    assert html.index(f"{HUB_URL}/{language}/index.html#help-{language}") < html.index("<blockquote")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_captions_are_words_on_the_wall(text: str) -> None:
    harmless, hostile = walls(video()), walls(video(caption=text, handle=text[:40]))

    for path, html in hostile.items():
        assert [tag for tag, _ in Page(html).elements] == [tag for tag, _ in Page(harmless[path]).elements]
        assert not set("\u202e\x00\x1b") & set(html)


def test_a_wall_is_written_for_videos_and_a_hold_and_for_nothing_else() -> None:
    (wall, *_) = plan_wall(state(), HUB_URL)

    assert touched(wall, ["video:tiktok:1"])
    assert touched(wall, ["hold:campaign"])
    assert not touched(wall, [f"session:{session().id}", toolkit().subject, "figures", "clock"])


def test_without_videos_a_wall_says_so() -> None:
    assert "The first voices are on their way." in walls()["wall/en-light.html"]
