"""What readers see of publications, and what they do not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.hub.pages import gone
from campaign.hub.published import published
from campaign.publications.fields import Both
from campaign.publications.kind import FOR_THE_PUBLIC, LANGUAGES, Kind, Language
from campaign.publications.moves import recall, roll_back, withdraw
from campaign.publications.publication import Publication
from tests.unit.hub.samples import HUB_URL, NOW, full, render_site, state
from tests.unit.hub.test_pages import Page
from tests.unit.publications.samples import REVIEWER, approved, content_of, live, proposed

WHY = Both(ar="كان فيه خطأ.", en="It held a mistake.")
SECOND = timedelta(seconds=1)
OPENS = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


def pages(*publications: Publication, at: datetime = NOW) -> dict[str, str]:
    hub = state(*publications, read_at=at)
    return {file.path: file.body.decode() for file in render_site(hub, HUB_URL) if "assets/" not in file.path}


def taken_back(publication: Publication, revision: int = 1, at: datetime = NOW) -> Publication:
    recalled = recall(publication, revision, WHY, REVIEWER, at)
    assert recalled is not None
    return recalled


def updated(publication: Publication, **fields: Any) -> Publication:
    return approved(*proposed(content_of(publication.kind, **fields), NOW, publication, publication.id), NOW)


@pytest.mark.parametrize("kind", FOR_THE_PUBLIC)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_stands_where_links_lead(kind: Kind, language: Language) -> None:
    hub = full()
    path, _, place = (hub.published.page_of(f"{kind}:the-{kind}") or "").partition("#")
    (page,) = (file.body.decode() for file in render_site(hub, HUB_URL) if file.path == f"{language}/{path}")

    assert not place or f'id="{place}"' in page


@pytest.mark.parametrize("kind", FOR_THE_PUBLIC)
def test_what_is_under_embargo_leaves_no_trace_anywhere(kind: Kind) -> None:
    secret: dict[str, Any] = (
        {"title": {"ar": "سرّ", "en": "Hidden"}} if kind in (Kind.LAUNCH, Kind.ACTIVATION) else {}
    )
    times: dict[str, Any] = {"opens_at": OPENS, "closes_at": None} if kind is not Kind.ACTIVATION else {}
    hidden = live(kind, NOW, "hidden-thing", body="Hidden body.\n\n[[help]]\n", **secret, **times)
    words = ("hidden-thing", "Hidden", "سرّ", "example.org/video")

    before = pages(hidden, at=OPENS - SECOND)
    assert not [path for path, text in before.items() if any(word in path + text for word in words)]
    assert published([hidden], OPENS).shown


@pytest.mark.parametrize("kind", FOR_THE_PUBLIC)
def test_an_embargo_that_is_withdrawn_or_recalled_leaves_none_either(kind: Kind) -> None:
    times: dict[str, Any] = {"opens_at": OPENS, "closes_at": None} if kind is not Kind.ACTIVATION else {}
    hidden = live(kind, NOW, "hidden-thing", **times)

    for ended in (withdraw(hidden, NOW), taken_back(hidden)):
        assert ended is not None
        assert not [path for path, text in pages(ended, at=OPENS).items() if "hidden-thing" in path + text]


def test_a_link_leads_on_or_becomes_its_words_or_says_that_it_was_taken_back() -> None:
    body = (
        "[one](guide:shown), [two](guide:hidden), [*three*](toolkit:old) and [four](https://example.org/).\n\n"
        "[[help]]\n\nAfter it.\n"
    )
    page = pages(
        live(Kind.PAGE, NOW, "about", body=body),
        live(Kind.GUIDE, NOW, "shown"),
        live(Kind.GUIDE, NOW, "hidden", opens_at=OPENS),
        taken_back(live(Kind.TOOLKIT, NOW, "old")),
    )["en/pages/about/index.html"]

    assert '<a href="/en/guide/shown/index.html"' in page
    assert '>one</a>, two, <a href="/en/toolkits/old/index.html"' in page
    assert "<em>three</em></a> (taken back) and" in page
    assert page.index(">four</a>") < page.index('class="help-here"') < page.index("After it.")


def test_what_was_taken_back_says_why_and_nothing_of_what_it_said() -> None:
    files = pages(taken_back(live(Kind.GUIDE, NOW, "wrong", body="Bad advice.\n\n[[help]]\n")))

    for language in LANGUAGES:
        page = files[f"{language}/guide/wrong/index.html"]
        assert WHY[language] in page
        assert "Bad advice" not in page
        assert "wrong/" not in files[f"{language}/guide/index.html"]


def test_a_toolkit_that_went_back_marks_the_version_that_was_taken_back() -> None:
    first, revision = proposed(content_of(Kind.TOOLKIT), NOW)
    second = updated(approved(first, revision, NOW), version="1.1.0")
    back = roll_back(taken_back(second, 2), revision, NOW)
    assert back is not None

    page = Page(pages(back)["en/toolkits/listening/index.html"])

    assert "Version 1.0.0" in page.text
    assert "1.1.0 · 1 March 2026 · taken back" in page.text


def test_a_draft_says_so_in_both_languages() -> None:
    files = pages(live(Kind.GUIDE, NOW, "topic", draft=True))

    assert "This is a draft." in files["en/guide/topic/index.html"]
    assert "هذه مسودة" in files["ar/guide/topic/index.html"]
    assert "This is a draft." not in pages(live(Kind.GUIDE, NOW, "topic"))["en/guide/topic/index.html"]


def test_a_safety_correction_is_labelled_and_the_other_language_leads_to_it() -> None:
    files = pages(live(Kind.GUIDE, NOW, "topic", safety_correction="ar"))
    arabic, english = files["ar/guide/topic/index.html"], files["en/guide/topic/index.html"]

    assert "صُحّح هذا النص حفاظًا على السلامة" in arabic
    assert "Ask, and listen." not in english
    assert 'href="/ar/guide/topic/index.html" lang="ar"' in english
    assert 'href="/ar/guide/topic/index.html" hreflang="ar"' in files["en/guide/index.html"]


@pytest.mark.parametrize(("language", "nearly"), [("en", "nearly 59 %"), ("ar", "نحو 59٪")])
def test_a_figure_stands_with_its_source_and_is_nearly_where_it_is_not_exact(
    language: Language, nearly: str
) -> None:
    def figures(**fields: Any) -> str:
        return Page(
            pages(live(Kind.INSIGHT, NOW, "afraid", **fields))[f"{language}/insights/index.html"]
        ).text

    assert nearly in figures(approximate=True)
    assert nearly not in figures()
    source = {"name": {"ar": "استطلاع", "en": "A survey"}, "url": None}
    assert source["name"][language] in figures(source=source)  # type: ignore[index]


def test_only_organisations_that_a_person_verified_are_there_and_otherwise_the_directory() -> None:
    verified = live(Kind.ORGANISATION, NOW, "line")
    nobody = live(Kind.ORGANISATION, NOW, "line", verified_on="null", verified_by="null")

    shown = Page(pages(verified)["en/organisations/index.html"])
    hidden = Page(pages(nobody)["en/organisations/index.html"])

    assert "United Arab Emirates" in shown.text
    assert "tel:800123" in shown.attributes("a", "href")
    assert "Sunday, Monday: 8:00\u202fPM – 2:00\u202fAM the next day (Dubai)" in shown.text
    assert "show none that we have not checked" in hidden.text
    assert "800123" not in hidden.text
    for page in (shown, hidden):
        assert "https://findahelpline.com/" in page.attributes("a", "href")


def test_launches_and_activations_are_on_the_home_page_at_their_times_only() -> None:
    activation, launch = live(Kind.ACTIVATION, NOW, "banner"), live(Kind.LAUNCH, NOW, "film")
    closes = OPENS + timedelta(days=1)

    def on_home(at: datetime) -> tuple[bool, bool]:
        home = pages(activation, launch, at=at)["ar/index.html"]
        return "activation-banner" in home, "launch-film" in home

    moments = (OPENS - SECOND, OPENS, closes - SECOND, closes)
    assert [on_home(at) for at in moments] == [(False, False), (True, True), (True, True), (False, True)]


def test_no_page_carries_a_script_or_a_style_of_its_own() -> None:
    for file in render_site(full(), HUB_URL):
        if file.path.endswith(".html"):
            page = Page(file.body.decode())
            assert not {tag for tag, _ in page.elements} & {"style", "iframe", "object"}
            scripts = [attrs for tag, attrs in page.elements if tag == "script"]
            assert all(attrs.get("src") or attrs["type"] == "application/ld+json" for attrs in scripts)
            assert not [
                name for _, attrs in page.elements for name in attrs if name.startswith(("on", "style"))
            ]


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("en/guide/topic/index.html", True),
        ("files/" + "0" * 64 + ".pdf", True),
        ("en/index.html", False),
        ("en/sessions/talk.ics", False),
        ("assets/hub.css", False),
    ],
)
def test_only_pages_and_files_of_publications_may_go(path: str, goes: bool) -> None:
    assert (gone(path) is not None) is goes
