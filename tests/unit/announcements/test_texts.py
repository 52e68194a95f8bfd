from html.parser import HTMLParser
from typing import Any, get_args

import pytest

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.announcements.texts import Template, Texts, link_facts, personal_facts
from campaign.announcements.wording import FACTS, built_in, placeholders
from campaign.audience.subscriber import Language
from campaign.hub.published import published
from campaign.hub.state import HubState
from campaign.publications.bidi import CONTROLS
from campaign.publications.kind import Kind
from tests.unit.announcements.samples import taken_back, toolkit
from tests.unit.audience.samples import reader
from tests.unit.hub.samples import render_site
from tests.unit.publications.samples import live
from tests.unit.sessions.samples import NOW, session

LANGUAGES = get_args(Language)
TEXTS = Texts(hub_url="https://hub.example.org", reply_address="team@example.org")
ADDRESSES = {
    "preferences": "https://a.example/p?t=1&lang=en",
    "unsubscribe": "https://a.example/u?t=1&lang=en",
}
LINKS = link_facts(ADDRESSES)
REPLAY = "https://www.tiktok.com/@invented.advocate/video/7374895375649443115"


class Reader(HTMLParser):
    """Collects what a page shows, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")


def read(html: str) -> Reader:
    found = Reader()
    found.feed(html)
    return found


def news_for(milestone: Milestone) -> News:
    if milestone is Milestone.TOOLKIT_UPDATED:
        return news_of_toolkit(toolkit())
    if milestone is Milestone.TOOLKIT_RECALLED:
        return taken_back(toolkit())
    if milestone is Milestone.CAMPAIGN_ANNOUNCEMENT:
        subjects: dict[Language, dict[str, str]] = {"ar": {"subject": "ع"}, "en": {"subject": "s"}}
        return News(subject="notice:a", revision=1, topics=("everybody",), facts=subjects)
    if milestone is Milestone.DIGEST_WEEKLY:
        return News(subject="digest:2026-W48", revision=1, topics=("digest",), facts={})
    return news_of_session(session().model_copy(update={"replay_link": REPLAY}))


def compose(milestone: Milestone, language: Language = "en", **changes: Any) -> Template:
    return TEXTS.compose(milestone, language, news_of_session(session().model_copy(update=changes)))


@pytest.mark.parametrize("milestone", CLASSES)
def test_both_languages_say_the_same_facts_and_only_facts_that_there_are(milestone: Milestone) -> None:
    arabic, english = (built_in()[language].announcements[milestone] for language in ("ar", "en"))
    said = [
        frozenset().union(*map(placeholders, (words.subject, *words.lines))) for words in (arabic, english)
    ]
    news = news_for(milestone)

    assert said[0] == said[1]
    assert said[0] <= FACTS[milestone] <= {*news.facts_for(milestone).get("en", ()), *news.moments}
    assert (arabic.action is None) == (english.action is None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("milestone", CLASSES)
def test_every_message_ends_with_why_how_to_stop_and_where_to_find_support(
    milestone: Milestone, language: Language
) -> None:
    news = news_for(milestone)
    message = TEXTS.compose(milestone, language, news).filled(LINKS | personal_facts(reader(), news))

    for part in (message.text, message.html):
        assert "#EndTheStigma" in part
        assert "https://findahelpline.com" in part
        assert "$" not in part
        assert "{{" not in part
    assert all(link in message.text for link in ADDRESSES.values())
    assert {*ADDRESSES.values(), "https://findahelpline.com"} <= set(read(message.html).links)


def test_a_links_second_parameter_is_no_name_of_a_character_in_html() -> None:
    """`&lang` without the ampersand written out is how a browser's parser begins to read ⟨."""
    html = (
        compose(Milestone.SESSION_ANNOUNCED)
        .filled(LINKS | personal_facts(reader(), news_of_session(session())))
        .html
    )

    assert 'href="https://a.example/p?t=1&amp;lang=en"' in html
    assert "&lang" not in html


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Asia/Dubai", "2026-03-01 21:00 (Asia/Dubai)"), ("Africa/Cairo", "2026-03-01 19:00 (Africa/Cairo)")],
)
def test_the_time_is_told_on_the_clocks_of_the_readers_own_zone(zone: str, told: str) -> None:
    facts = personal_facts(reader().model_copy(update={"zone": zone}), news_of_session(session()))
    message = compose(Milestone.SESSION_ANNOUNCED).filled(LINKS | facts)

    assert f"starts on \u2068{told}\u2069" in message.text
    assert f'starts on <bdi style="white-space:nowrap">{told}</bdi>' in message.html


def test_a_move_says_both_times() -> None:
    news = news_of_session(
        session().model_copy(update={"previous_starts_at": session().starts_at.replace(hour=15)})
    )
    template = TEXTS.compose(Milestone.SESSION_MOVED, "en", news)
    text = template.filled(LINKS | personal_facts(reader(), news)).text

    assert "now starts on \u20682026-03-01 21:00 (Asia/Dubai)\u2069" in text
    assert "not take place on \u20682026-03-01 19:00 (Asia/Dubai)\u2069" in text


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_a_page_names_its_language_and_its_direction(language: Language, direction: str) -> None:
    html = compose(Milestone.LIVE_NOW, language).html

    assert f'<html lang="{language}" dir="{direction}">' in html


def test_what_staff_typed_is_shown_and_never_becomes_markup() -> None:
    hostile = session(title={"ar": "<b>ع</b>", "en": '<script>alert("$title")</script> & more'})

    html = TEXTS.compose(Milestone.LIVE_NOW, "en", news_of_session(hostile)).html

    assert "<script>" not in html
    assert '<script>alert("$title")</script> & more' in read(html).pieces


@pytest.mark.parametrize("title", ["{{unsubscribe}}", "{{{starts}}}", "{", "a {{", "{{#if x}}"])
def test_what_staff_typed_opens_no_place(title: str) -> None:
    tricky = session(title={"ar": title, "en": title})
    template = TEXTS.compose(Milestone.LIVE_NOW, "en", news_of_session(tricky))
    message = template.filled(LINKS)  # knows of no other place

    for part in (message.subject, message.text, message.html):
        assert "{{" not in part
        assert title.strip("{") in part.replace("\u2060", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_toolkit_leads_to_its_page_in_the_readers_language(language: Language) -> None:
    hub = HubState(videos=(), sessions=(), published=published([live(Kind.TOOLKIT, NOW)], NOW), read_at=NOW)
    pages = {f"{TEXTS.hub_url}/{file.path}" for file in render_site(hub, TEXTS.hub_url)}

    message = TEXTS.compose(Milestone.TOOLKIT_UPDATED, language, news_of_toolkit(toolkit()))

    assert message.link == f"https://hub.example.org/{language}/toolkits/listening/index.html"
    assert message.link in pages
    assert message.link in message.text
    assert message.link in read(message.html).links


def test_a_session_leads_to_its_live_its_replay_to_the_recording_and_a_cancellation_nowhere() -> None:
    assert compose(Milestone.LIVE_NOW).link == session().link
    assert compose(Milestone.REPLAY_AVAILABLE, replay_link=REPLAY).link == REPLAY
    assert compose(Milestone.SESSION_CANCELLED).link is None


def test_a_subject_is_one_line() -> None:
    broken = toolkit().model_copy(deep=True)
    broken.content.texts["en"].__dict__["title"] = "Two\r\nlines"

    subject = TEXTS.compose(Milestone.TOOLKIT_UPDATED, "en", news_of_toolkit(broken)).subject

    assert subject == "Toolkit: Two lines"


@pytest.mark.parametrize("tricks", ["=?utf-8?q?=0D=0ABcc:_x?=", "a\x00b\x1bc", "\u202ereversed", "\u2069"])
def test_a_subject_has_nothing_but_words_in_it(tricks: str) -> None:
    """SES refuses control characters, readers' programs decode an encoded word, and an override reverses."""
    hostile = session(title={"ar": tricks, "en": tricks})

    subject = TEXTS.compose(Milestone.LIVE_NOW, "en", news_of_session(hostile)).subject

    assert subject.startswith("Live now:")
    assert "=?" not in subject
    assert not {character for character in subject if character < " " or character in CONTROLS}


def test_a_place_that_nobody_fills_is_no_mail() -> None:
    with pytest.raises(KeyError, match="starts"):
        compose(Milestone.SESSION_ANNOUNCED).filled(LINKS)
