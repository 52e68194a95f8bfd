"""What is in the heads of pages: cards for networks, feeds, and data for search engines."""

import json
from html import unescape
from typing import Any

import pytest

from campaign.hub.assets import ASSETS
from campaign.hub.feed_files import plan_feeds
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.sessions.session import SessionStatus, Title
from tests.unit.hub.samples import HUB_URL, NOW, full, render_site, session, state
from tests.unit.hub.test_pages import HOSTILE, Page

PNG = b"\x89PNG\r\n\x1a\n"
MAX_CARD = 60_000
"""Bytes: some networks do not wait for more."""


def pages(hub: HubState) -> dict[str, str]:
    html = (file for file in render_site(hub) if file.path.endswith(".html"))
    return {file.path: file.body.decode() for file in html if not file.path.startswith("wall/")}


def things(page: str) -> list[dict[str, Any]]:
    """What the page's block of data says, as a browser that does not run it reads it."""
    _, _, rest = page.partition('<script type="application/ld+json">')
    block, _, _ = rest.partition("</script>")
    data: dict[str, Any] = json.loads(block) if block else {"@graph": []}
    graph: list[dict[str, Any]] = data["@graph"]
    return graph


def event(hub: HubState, language: Language = "en") -> dict[str, Any]:
    page = pages(hub)[f"{language}/sessions/asking-for-help/index.html"]
    (one,) = (thing for thing in things(page) if thing["@type"] == "Event")
    return one


def meta(page: str) -> dict[str, str]:
    elements = (attrs for tag, attrs in Page(page).elements if tag == "meta")
    return {attrs["property"] or "": attrs["content"] or "" for attrs in elements if "property" in attrs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_card_in_its_language(language: Language) -> None:
    for path, page in pages(full()).items():
        if path.startswith(f"{language}/"):
            card = meta(page)
            assert card["og:url"] == f"{HUB_URL}/{path}"
            assert card["og:title"]
            assert card["og:title"] in unescape(page.partition("<title>")[2].partition("</title>")[0])
            assert card["og:locale"] == {"en": "en_GB", "ar": "ar_AR"}[language]
            assert card["og:image"] == f"{HUB_URL}/{ASSETS[f'card-{language}.png'].path}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_picture_is_a_small_png_of_the_size_that_networks_ask_for(language: Language) -> None:
    picture = ASSETS[f"card-{language}.png"]

    assert picture.content_type == "image/png"
    assert picture.body.startswith(PNG)
    width, height = (int.from_bytes(picture.body[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1200, 630)
    assert len(picture.body) <= MAX_CARD


def test_no_page_loads_the_cards_picture() -> None:
    for page in pages(full()).values():
        elements = [attrs for tag, attrs in Page(page).elements if tag in ("img", "source", "link")]
        assert not [value for attrs in elements for value in attrs.values() if value and "/card-" in value]


def test_every_page_leads_to_feeds_that_are_there() -> None:
    there = {f"/{planned.path}" for planned in plan_feeds(full(), HUB_URL)}

    for path, page in pages(full()).items():
        feeds = [
            attrs["href"]
            for tag, attrs in Page(page).elements
            if tag == "link" and attrs.get("type") in ("application/atom+xml", "application/feed+json")
        ]
        assert set(feeds) <= there
        assert bool(feeds) is path.startswith(("ar/", "en/"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "EventScheduled"),
        ({"status": SessionStatus.CANCELLED}, "EventCancelled"),
        ({"status": SessionStatus.POSTPONED}, "EventPostponed"),
        ({"previous_starts_at": NOW}, "EventRescheduled"),
    ],
)
def test_a_session_is_an_event_that_says_how_it_stands(fields: dict[str, Any], status: str) -> None:
    found = event(state(sessions=(session(**fields),)))

    assert found["eventStatus"] == f"https://schema.org/{status}"
    assert found["startDate"] == "2026-03-01T21:00:00+04:00"
    assert found["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert found.get("previousStartDate") == (
        "2026-03-01T16:00:00+04:00" if fields.keys() == {"previous_starts_at"} else None
    )
    assert found["isAccessibleForFree"] is True


@pytest.mark.parametrize("kind", [Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_an_article_of_the_campaign_in_the_pages_language(kind: Kind, language: Language) -> None:
    path = f"{language}/{kind.folder}/the-{kind}/index.html"

    organization, article = things(pages(full())[path])

    assert article["@type"] == "Article"
    assert article["mainEntityOfPage"] == f"{HUB_URL}/{path}"
    assert article["inLanguage"] == language
    assert article["author"] == article["publisher"] == {"@id": organization["@id"]}
    assert "editors" not in json.dumps(article), "who wrote it is for staff alone"


@pytest.mark.parametrize(
    "text", [*HOSTILE, "</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029"]
)
def test_hostile_titles_do_not_end_the_block_of_data(text: str) -> None:
    words = Title.model_construct(en=text, ar=text)
    hub = state(sessions=(session().model_copy(update={"title": words, "advocate": text}),))

    page = pages(hub)["en/sessions/asking-for-help/index.html"]

    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(block)
    (one,) = (thing for thing in json.loads(block)["@graph"] if thing["@type"] == "Event")
    assert "\u202e" not in one["name"] + one["performer"]["name"]
