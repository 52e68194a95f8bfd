from html.parser import HTMLParser
from string import Template
from typing import Any, get_args

import pytest

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.announcements.texts import FOOTER, Texts, wording
from campaign.audience.subscriber import Language
from campaign.hub.pages import render_site
from campaign.hub.state import HubState
from tests.unit.announcements.samples import toolkit
from tests.unit.sessions.samples import NOW, session

LANGUAGES = get_args(Language)
TEXTS = Texts(hub_url="https://hub.example.org", reply_address="team@example.org")


class Reader(HTMLParser):
    """Collects what a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def shown(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return reader.pieces


def news_for(milestone: Milestone) -> News:
    return (
        news_of_toolkit(toolkit()) if milestone is Milestone.TOOLKIT_UPDATED else news_of_session(session())
    )


def placeholders(words: dict[str, Any]) -> set[str]:
    return {name for line in (words["subject"], *words["lines"]) for name in Template(line).get_identifiers()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_has_its_words_and_no_words_lack_their_class(language: Language) -> None:
    words = wording(language)

    assert words.keys() == {*CLASSES, "direction", "footer"}
    assert tuple(words["footer"]) == FOOTER
    assert "findahelpline.com" in words["footer"]["support"]


@pytest.mark.parametrize("milestone", CLASSES)
def test_both_languages_say_the_same_facts_and_only_facts_that_there_are(milestone: Milestone) -> None:
    arabic, english = wording("ar")[milestone], wording("en")[milestone]

    assert placeholders(arabic) == placeholders(english)
    assert placeholders(english) <= news_for(milestone).facts["en"].keys()
    assert ("action" in arabic) == ("action" in english)
    assert all(Template(line).is_valid() for words in (arabic, english) for line in words["lines"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("milestone", CLASSES)
def test_every_message_ends_with_why_how_to_stop_and_where_to_find_support(
    milestone: Milestone, language: Language
) -> None:
    message = TEXTS.compose(milestone, language, news_for(milestone))

    for part in (message.text, message.html):
        assert "#EndTheStigma" in part
        assert "team@example.org" in part
        assert "https://findahelpline.com" in part
        assert "$" not in part


def test_the_time_is_told_in_the_zone_of_the_session_by_name() -> None:
    message = TEXTS.compose(Milestone.SESSION_ANNOUNCED, "en", news_of_session(session()))

    assert "2026-03-01 21:00 (Asia/Dubai)" in message.text
    assert "2026-03-01 21:00 (Asia/Dubai)" in message.html


def test_a_move_says_both_times() -> None:
    moved = session().model_copy(update={"previous_starts_at": session().starts_at.replace(hour=15)})

    text = TEXTS.compose(Milestone.SESSION_MOVED, "en", news_of_session(moved)).text

    assert "now starts on \u20682026-03-01 21:00 (Asia/Dubai)\u2069" in text
    assert "not take place on \u20682026-03-01 19:00 (Asia/Dubai)\u2069" in text


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_a_page_names_its_language_and_its_direction(language: Language, direction: str) -> None:
    html = TEXTS.compose(Milestone.LIVE_NOW, language, news_of_session(session())).html

    assert f'<html lang="{language}" dir="{direction}">' in html


def test_what_staff_typed_is_shown_and_never_becomes_markup() -> None:
    hostile = session(title={"ar": "<b>ع</b>", "en": '<script>alert("$title")</script> & more'})

    message = TEXTS.compose(Milestone.LIVE_NOW, "en", news_of_session(hostile))

    assert "<script>" not in message.html
    assert '<script>alert("$title")</script> & more' in shown(message.html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_toolkit_leads_to_its_page_in_the_readers_language(language: Language) -> None:
    hub = HubState(videos=(), sessions=(), toolkits=(toolkit(),), read_at=NOW)
    pages = {f"{TEXTS.hub_url}/{file.path}" for file in render_site(hub, TEXTS.hub_url)}

    message = TEXTS.compose(Milestone.TOOLKIT_UPDATED, language, news_of_toolkit(toolkit()))

    assert message.link == f"https://hub.example.org/{language}/toolkits/listening/index.html"
    assert message.link in pages
    assert message.link in message.text
    assert message.link in message.html


def test_a_session_leads_to_its_live_and_a_cancellation_nowhere() -> None:
    assert TEXTS.compose(Milestone.LIVE_NOW, "en", news_of_session(session())).link == session().link
    assert TEXTS.compose(Milestone.SESSION_CANCELLED, "en", news_of_session(session())).link is None


def test_a_subject_is_one_line() -> None:
    broken = toolkit().model_copy(deep=True)
    broken.content.texts["en"].__dict__["title"] = "Two\r\nlines"

    subject = TEXTS.compose(Milestone.TOOLKIT_UPDATED, "en", news_of_toolkit(broken)).subject

    assert subject == "Toolkit: Two lines"
