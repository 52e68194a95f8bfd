"""What opening the hub costs a reader, and what it asks of a browser."""

import gzip
import re

import pytest

from campaign.hub.assets import ASSETS
from campaign.hub.texts import TEXTS
from campaign.publications.kind import LANGUAGES, Language
from tests.hub.campaign import look
from tests.templates import INFRASTRUCTURE
from tests.unit.hub.samples import render_site
from tests.unit.hub.test_pages import Page

MOST_BYTES = 60_000
MOST_REQUESTS = 12
FILES = {file.path: file.body for file in render_site(look())}
_LOADED_BY_ITSELF = ("icon", "stylesheet")


def loaded(path: str) -> set[str]:
    """What a browser asks for when it opens the page: of the pictures for light and for dark
    one."""
    page = Page(FILES[path].decode())
    links = [
        attrs["href"] for tag, attrs in page.elements if tag == "link" and attrs["rel"] in _LOADED_BY_ITSELF
    ]
    found = {*links, *page.attributes("script", "src"), *page.attributes("img", "src")}
    return {str(each).removeprefix("/") for each in found}


@pytest.mark.parametrize("path", ["index.html", *(f"{language}/index.html" for language in LANGUAGES)])
def test_the_first_page_is_light(path: str) -> None:
    """With help of the chosen country, which is one request more."""
    asked = {path, *loaded(path), "ar/help.json"}

    assert len(asked) <= MOST_REQUESTS
    assert sum(len(gzip.compress(FILES[each])) for each in asked) <= MOST_BYTES


def test_no_page_loads_anything_from_elsewhere() -> None:
    for path in FILES:
        if path.endswith(".html"):
            assert [each for each in loaded(path) if not each.startswith("assets/")] == [], path


def test_the_script_is_one_small_file_that_writes_no_html() -> None:
    script = ASSETS["hub.js"].body.decode()

    assert len(script) < 6_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|cookie", script)


def test_the_script_asks_no_other_host_but_for_the_player() -> None:
    script = ASSETS["hub.js"].body.decode()

    assert re.findall(r"https?://[^/`\"]+", script) == ["https://www.tiktok.com"]


def test_the_policy_lets_pages_do_that_and_no_more() -> None:
    properties = INFRASTRUCTURE["site"]["Resources"]["ResponseHeaders"]["Properties"]
    headers = properties["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    written = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    policy = written if isinstance(written, str) else written["Fn::Sub"]
    rules = {name: values for name, *values in (each.split() for each in policy.split(";"))}

    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["connect-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-src"] == ["https://www.tiktok.com"]
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_out_is_on_every_page_before_all_else_and_tells_nobody_where_from(language: Language) -> None:
    leave = TEXTS[language]["leave"]
    for path, body in FILES.items():
        if not path.startswith(f"{language}/") or not path.endswith(".html"):
            continue
        page = Page(body.decode())
        (way,) = (attrs for tag, attrs in page.elements if tag == "a" and "data-leave" in attrs)
        assert (way["href"], way["rel"]) == (leave["address"], "noreferrer"), path
        before_main = page.elements[: page.elements.index(("main", {"id": "content", "tabindex": "-1"}))]
        assert ("a", way) in before_main, path
        assert leave["note"] in page.text, path


def test_a_video_is_a_link_and_its_player_only_waits_to_be_asked_for() -> None:
    page = Page(FILES["en/index.html"].decode())

    players = page.attributes("div", "data-player")
    assert len(players) == 6
    assert {*page.attributes("div", "data-note")} == {TEXTS["en"]["videos"]["play_note"]}
    assert (
        len([link for link in page.attributes("a", "href") if link.startswith("https://www.tiktok.com/")])
        >= 6
    )
