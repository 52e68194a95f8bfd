from html.parser import HTMLParser
from itertools import pairwise

import pytest

from campaign.figures.tally import Tally
from campaign.hub.feed_files import plan_feeds
from campaign.hub.published import Published
from campaign.hub.rendering import TAKE_PART
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES
from campaign.sessions.session import Title
from campaign.videos.intake import MAX_HANDLE, Creator
from tests.unit.hub.samples import API, HUB_URL, full, render_site, session, state, toolkit, video

LISTS = ("guide", "toolkits", "tutorials", "advocates", "insights", "organisations")
LISTED = tuple(f"{kind}/index.html" for kind in ("videos", "sessions", *LISTS, *TAKE_PART))
VOID = {"img", "input", "link", "meta", "br", "hr", "source"}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "javascript:alert(1)",
    "</blockquote></main><style>*{display:none}</style>",
    "\u202eright to left for ever",
    "BEGIN:VEVENT\r\nSUMMARY:forged\r\nEND:VEVENT",
    "👩\u200d\u200d\u200d\u200d\u200d👧" * 50,
    "a" + "\u0301" * 500,
    "x" * 5000,
    "\x00\x1b[31m",
]


class Page(HTMLParser):
    """The elements of a page; fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, tag: str, name: str) -> list[str]:
        return [
            value for found, attrs in self.elements if found == tag and (value := attrs.get(name)) is not None
        ]


def files(hub: HubState) -> dict[str, bytes]:
    return {file.path: file.body for file in render_site(hub, HUB_URL)}


def pages(hub: HubState) -> dict[str, Page]:
    """Those of the hub itself; partners' walls are pages of their own."""
    html = {path: body.decode() for path, body in files(hub).items() if path.endswith(".html")}
    return {path: Page(body) for path, body in html.items() if not path.startswith("wall/")}


def test_every_page_exists_in_both_languages() -> None:
    """Besides those of the archive, which are named after their first video."""
    assert {path for path in pages(state()) if "/videos/2" not in path} == {
        "index.html",
        "404.html",
        *(
            f"{language}/{page}"
            for language in LANGUAGES
            for page in (
                "index.html",
                "toolkits/supporting-a-friend/index.html",
                "sessions/asking-for-help/index.html",
                *LISTED,
            )
        ),
    }


@pytest.mark.parametrize(
    ("page", "words"),
    [("en", ["Made with a partner", "Made with AI"]), ("ar", ["بالتعاون مع شريك", "أُنشئ بالذكاء الاصطناعي"])],
)
def test_what_a_video_declares_of_itself_stands_beside_it(page: str, words: list[str]) -> None:
    marked = video().model_copy(update={"marks": ("partner", "ai_generated")})

    text = files(state(videos=(marked,)))[f"{page}/index.html"].decode()

    assert [word for word in words if word in text] == words
    assert 'class="marks"' not in files(state(videos=(video(),)))[f"{page}/index.html"].decode()


def test_arabic_pages_run_from_right_to_left() -> None:
    found = pages(state())

    assert found["ar/index.html"].elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert found["en/index.html"].elements[0] == ("html", {"lang": "en", "dir": "ltr"})


def test_the_first_page_leads_to_where_people_ask_to_be_told() -> None:
    found = pages(state())

    assert "/ar/subscribe/index.html" in found["ar/index.html"].attributes("a", "href")
    assert "/en/subscribe/index.html" in found["en/index.html"].attributes("a", "href")


def test_the_language_switch_stays_on_the_page() -> None:
    page = pages(state())["en/toolkits/supporting-a-friend/index.html"]

    assert "/ar/toolkits/supporting-a-friend/index.html" in page.attributes("a", "href")


def test_every_link_within_the_site_leads_to_a_file_that_is_written_before_the_page_or_leads_around() -> None:
    """Home, lists and feeds are on every page, so they alone may come after what links to them."""
    written: set[str] = set()
    around = {f"{language}/{name}" for language in LANGUAGES for name in ("index.html", *LISTED)}
    around |= {planned.path for planned in plan_feeds(full(), HUB_URL)}
    for file in render_site(full(), HUB_URL):
        if file.path.startswith(("en/", "ar/")) and file.path.endswith(".html"):
            page = Page(file.body.decode())
            linked = (
                page.attributes("a", "href") + page.attributes("img", "src") + page.attributes("link", "href")
            )
            inside = {link[1:].partition("#")[0] for link in linked if link.startswith("/")}
            translations = {file.path.replace("en/", "ar/", 1)}
            footer = {path for path in inside if "/pages/" in path}
            assert inside - written - around - translations - footer <= {file.path}
        written.add(file.path)
    assert around <= written


@pytest.mark.parametrize("path", sorted(pages(full())))
def test_every_page_helps_has_its_landmarks_and_headings_in_order(path: str) -> None:
    page = pages(full())[path]

    assert "https://findahelpline.com/" in page.attributes("a", "href")
    assert page.attributes("main", "id") == ["content"]
    levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", sorted(pages(state())))
def test_no_page_needs_what_a_strict_content_security_policy_forbids(path: str) -> None:
    page = pages(state())[path]

    forms = page.attributes("form", "action")
    assert not {"style", "iframe", "base"} & {tag for tag, _ in page.elements}
    assert all(action.startswith(f"{API.url}/") for action in forms), "the policy names this one"
    scripts = [attrs for tag, attrs in page.elements if tag == "script"]
    assert all(
        (attrs.get("src") or "").startswith("/assets/") or attrs == {"type": "application/ld+json"}
        for attrs in scripts
    ), "what is no block of data comes from a file of ours"
    assert not [
        name for _, attrs in page.elements for name in attrs if name == "style" or name.startswith("on")
    ]
    assert all(source.startswith("/assets/") for source in page.attributes("img", "src"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_appear_as_harmless_text(text: str) -> None:
    hub = state(
        videos=(video(caption=text, handle=text[:MAX_HANDLE]),),
        sessions=(
            session().model_copy(update={"title": Title.model_construct(en=text, ar=text), "advocate": text}),
        ),
    )

    for path, page in pages(hub).items():
        harmless = pages(state())[path]
        assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
        assert [list(attrs) for _, attrs in page.elements] == [list(attrs) for _, attrs in harmless.elements]
        assert not set("\u202e\x00\x1b") & set(page.text)


def test_template_syntax_of_strangers_is_not_run() -> None:
    page = pages(state(videos=(video(caption="{{ 7 * 7 }}"),)))["en/index.html"]

    assert "{{ 7 * 7 }}" in page.text
    assert "49" not in page.text


def test_a_video_links_to_its_page_or_to_its_player_and_gives_no_referrer() -> None:
    hub = state(videos=(video(1), video(2, handle=None), video(3, handle='x" onclick="y')))
    links = [
        attrs
        for tag, attrs in pages(hub)["en/index.html"].elements
        if tag == "a" and attrs.get("rel") == "noopener noreferrer nofollow ugc"
    ]

    assert [attrs["href"] for attrs in links] == [
        "https://www.tiktok.com/@layla.writes/video/7374895375649443116",
        "https://www.tiktok.com/player/v1/7374895375649443117",
        "https://www.tiktok.com/player/v1/7374895375649443118",
    ]


def test_a_video_on_another_platform_says_where_it_is_and_links_nowhere() -> None:
    elsewhere = video().model_copy(
        update={"platform": "youtube", "creator": Creator(handle="invented.creator")}
    )
    found = pages(state(videos=(elsewhere,)))

    for path, words in {"en/index.html": "Posted on youtube", "ar/index.html": "نُشر على youtube"}.items():
        assert words in found[path].text
        assert "@invented.creator" in found[path].text
        assert not [link for link in found[path].attributes("a", "href") if video().id in link]


def test_every_session_has_a_calendar_of_its_own_in_each_language() -> None:
    found = files(state(sessions=(session(), session(id="other"))))

    paths = {path for path in found if path.endswith(".ics")}
    assert paths == {"sessions.ics"} | {
        f"{language}/{name}.ics"
        for language in ("ar", "en")
        for name in ("sessions", "sessions/asking-for-help", "sessions/other")
    }


def test_an_empty_campaign_has_kind_words_instead_of_empty_lists() -> None:
    page = pages(state(videos=(), sessions=(), published=Published()))["en/index.html"]

    assert "No session is planned just now." in page.text
    assert "The first voices are on their way." in page.text
    assert "The first topic is being written." in page.text


def test_a_toolkit_page_names_version_experts_and_change_note() -> None:
    page = pages(state(toolkit(version="2.1.0", change_note={"ar": "أوضح.", "en": "Clearer words."})))[
        "en/toolkits/supporting-a-friend/index.html"
    ]

    assert "2.1.0" in page.text
    assert "Dr Mariam Al Hashmi" in page.text
    assert "Clearer words." in page.text


def test_the_same_state_makes_the_same_bytes() -> None:
    assert files(state()) == files(state())


def test_assets_are_kept_for_ever_and_pages_briefly() -> None:
    kept = {file.path.split("/")[0]: file.cache_control for file in render_site(state(), HUB_URL)}

    assert kept["assets"] == "public, max-age=31536000, immutable"
    assert kept["en"] == kept["sessions.ics"] == "public, max-age=15"


TOTALS = Tally(videos=2, creators=1, views=1_234_503, likes=99_999_991, shares=77_777_773)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["2 videos", "1 creator", "1,234,503 views"]),
        ("ar", ["مقطعان", "صانع محتوى واحد", "1,234,503 مشاهدات"]),
    ],
)
def test_the_totals_of_videos_creators_and_views_are_on_the_home_page(
    language: str, words: list[str]
) -> None:
    text = files(state(totals=TOTALS))[f"{language}/index.html"].decode()

    assert [f"<li>{each}</li>" in text for each in words] == [True] * 3
    assert "99,999,991" not in text
    assert "77,777,773" not in text


def test_totals_are_shown_once_there_is_something_to_show() -> None:
    assert 'class="totals"' not in files(state())["en/index.html"].decode()
    some = files(state(totals=Tally(videos=3)))["en/index.html"].decode()
    assert "<li>3 videos</li>" in some
    assert "creators</li>" not in some
