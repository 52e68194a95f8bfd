"""What readers are told of sessions: on cards, on the first page and on the page of all, and
on a page for each."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES, Kind
from campaign.sessions.session import Description, Session, SessionStatus, Title
from tests.unit.hub.samples import NOW, render_site, session, state
from tests.unit.hub.test_pages import Page
from tests.unit.publications.samples import live

OWN = "sessions/asking-for-help/index.html"
ALL = "sessions/index.html"
HOME = "index.html"
REPLAY = "https://www.tiktok.com/@invented.advocate/video/7"


def of_sessions(*sessions: Session) -> HubState:
    return state(sessions=sessions, videos=())


def page(path: str, *sessions: Session) -> Page:
    (found,) = (file for file in render_site(of_sessions(*sessions)) if file.path == path)
    return Page(found.body.decode())


def text(language: str, name: str, **fields: Any) -> str:
    return page(f"{language}/{name}", session(**fields)).text


@pytest.mark.parametrize("name", [HOME, ALL, OWN])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Sunday 1 March 2026, 9:00\u202fPM", "Gulf Standard Time (Dubai)", "45 minutes"]),
        ("ar", ["الأحد، 1 مارس 2026", "توقيت الخليج (دبي)", "45 دقيقة"]),
    ],
)
def test_a_session_shows_its_time_with_the_zone_named(name: str, language: str, words: list[str]) -> None:
    found = text(language, name)

    assert [word for word in words if word in found] == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "5 دقائق"), (30, "30 دقيقة"), (103, "103 دقائق"), (100, "100 دقيقة")]
)
def test_minutes_stand_in_the_form_that_their_number_asks_for(minutes: int, words: str) -> None:
    assert words in text("ar", OWN, duration_minutes=minutes)


STATES: list[tuple[dict[str, Any], str, str]] = [
    ({"status": SessionStatus.CANCELLED}, "Cancelled", "أُلغيت"),
    ({"status": SessionStatus.POSTPONED}, "The new date is not known yet", "لم يُحدَّد الموعد الجديد بعد"),
    ({"previous_starts_at": NOW + timedelta(days=2)}, "has a new time", "موعد جديد"),
    ({"starts_at": NOW - timedelta(minutes=5)}, "Live now", "مباشر الآن"),
    ({"starts_at": NOW - timedelta(days=1)}, "This session is over", "انتهت هذه الجلسة"),
    ({"starts_at": NOW - timedelta(days=1), "replay_link": REPLAY}, "Watch the recording", "شاهد التسجيل"),
]


@pytest.mark.parametrize(("fields", "en", "ar"), STATES)
def test_a_session_says_how_it_stands_and_only_then(fields: dict[str, Any], en: str, ar: str) -> None:
    for language, words in {"en": en, "ar": ar}.items():
        assert words in text(language, OWN, **fields)
        assert words not in text(language, OWN)


@pytest.mark.parametrize(("fields", "en", "ar"), STATES[:4])
def test_so_does_its_card_on_the_first_page(fields: dict[str, Any], en: str, ar: str) -> None:
    for language, words in {"en": en, "ar": ar}.items():
        assert words in text(language, HOME, **fields)
        assert words not in text(language, HOME)


@pytest.mark.parametrize("name", [HOME, ALL, OWN])
def test_a_cancelled_session_offers_nothing_to_watch(name: str) -> None:
    cancelled = session(status=SessionStatus.CANCELLED)

    assert cancelled.link not in page(f"en/{name}", cancelled).attributes("a", "href")


@pytest.mark.parametrize("name", [HOME, ALL, OWN])
def test_a_postponed_session_shows_no_date_and_nothing_to_follow(name: str) -> None:
    found = page(f"en/{name}", session(status=SessionStatus.POSTPONED))

    assert "1 March" not in found.text
    assert "Watch on TikTok" not in found.text
    assert "/en/sessions/asking-for-help.ics" not in found.attributes("a", "href")


def test_what_one_should_know_before_joining_is_said_in_the_page_s_language() -> None:
    fields: dict[str, Any] = {
        "description": Description(ar="سطر\nوآخر", en="One line\nand another"),
        "content_warning": Title(ar="عن الفقد", en="Speaks of loss"),
        "capacity_note": Title(ar="للجميع", en="Open to all"),
        "host": "@invented.host",
        "sign_language": True,
        "captions": True,
    }
    said = {
        "en": ["One line\nand another", "Speaks of loss", "Open to all", "Sign language", "Captions"],
        "ar": ["سطر\nوآخر", "عن الفقد", "للجميع", "لغة الإشارة", "ترجمة نصية"],
    }

    for language, words in said.items():
        found = text(language, OWN, **fields)
        assert [word for word in (*words, "@invented.host") if word not in found] == []


@pytest.mark.parametrize("name", [HOME, ALL])
def test_the_warning_stands_on_the_card_before_anything_to_join(name: str) -> None:
    found = text("en", name, content_warning=Title(ar="عن الفقد", en="Speaks of loss"), starts_at=NOW)

    assert 0 < found.index("Speaks of loss") < found.index("Join on TikTok")


def test_the_first_page_has_the_next_three_and_all_are_one_step_away() -> None:
    dates = [session(id=f"circle-{day}", starts_at=NOW + timedelta(days=day)) for day in range(1, 6)]

    links = page("en/index.html", *dates).attributes("a", "href")

    shown = [day for day in range(1, 6) if f"/en/sessions/circle-{day}/index.html" in links]
    assert shown == [1, 2, 3]
    assert "/en/sessions/index.html" in links


def test_of_many_dates_the_next_twelve_are_shown_and_where_the_others_are() -> None:
    dates = [session(id=f"circle-{day}", starts_at=NOW + timedelta(days=day)) for day in range(1, 15)]
    waiting = session(id="waiting", status=SessionStatus.POSTPONED)

    found = page("en/sessions/index.html", *dates, waiting)

    links = found.attributes("a", "href")
    assert [day for day in range(1, 15) if f"/en/sessions/circle-{day}/index.html" in links] == [
        *range(1, 13)
    ]
    assert "Postponed" in found.text
    assert "Later dates are in the calendar." in found.text
    assert "Later dates" not in text("en", ALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_is_put_into_a_calendar_by_file_or_by_link(language: str) -> None:
    links = page(f"{language}/{OWN}", session()).attributes("a", "href")

    assert f"/{language}/sessions/asking-for-help.ics" in links
    (google,) = (link for link in links if link.startswith("https://calendar.google.com/"))
    (outlook,) = (link for link in links if link.startswith("https://outlook.live.com/"))
    asked = {name: value for name, [value] in parse_qs(urlsplit(google).query).items()}
    assert (asked["dates"], asked["ctz"]) == ("20260301T170000Z/20260301T174500Z", "Asia/Dubai")
    assert asked["text"] == {"ar": "كيف تطلب المساعدة", "en": "How to ask for help"}[language]
    assert "startdt=2026-03-01T17%3A00%3A00Z&enddt=2026-03-01T17%3A45%3A00Z" in outlook


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [HOME, ALL])
def test_all_sessions_are_followed_by_webcal(language: str, name: str) -> None:
    links = page(f"{language}/{name}", session()).attributes("a", "href")

    assert f"webcal://hub.example.org/{language}/sessions.ics" in links


def test_an_advocate_s_page_leads_to_those_of_their_sessions_that_have_one() -> None:
    layla = live(Kind.ADVOCATE, NOW, "layla", sessions=["asking-for-help", "not-yet-known"])

    found = {
        file.path: file.body
        for file in render_site(state(layla, sessions=(session(), session(id="of-another"))))
    }

    links = Page(found["en/advocates/layla/index.html"].decode()).attributes("a", "href")
    own = [link for link in links if link.startswith("/en/sessions/") and link != f"/en/{ALL}"]
    assert own == [f"/en/{OWN}"]


def test_a_recording_can_be_played_where_it_is_told_of_and_is_a_link_without_script() -> None:
    found = page(f"en/{OWN}", session(starts_at=NOW - timedelta(days=1), replay_link=REPLAY))

    assert found.attributes("div", "data-player") == ["7"]
    assert REPLAY in found.attributes("a", "href")
