"""Every screen of the console, in both languages and schemes, for a tablet, a desktop and a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from campaign_cli.staff import Group
from tests.stack.browser.console import Console, Person, settled
from tests.stack.browser.console_pictures import PICTURES, Seen, pictures_of
from tests.stack.browser.test_console_care import new_case
from tests.stack.browser.test_console_publications import approve, propose
from tests.stack.browser.test_console_quarantine import set_aside
from tests.stack.browser.test_console_videos import waiting
from tests.stack.browser.test_keyboard import FOCUSABLE, NUMBER_ALL
from tests.stack.browser.visit import Visit

pytestmark = [pytest.mark.stack, pytest.mark.browser]

EVERY_SCREEN = (Group.LEAD, Group.MODERATOR, Group.PUBLISHER, Group.REVIEWER, Group.OPERATOR)
NAMES = (
    "sign-in",
    "set-up",
    "queue",
    "case",
    "words",
    "close",
    "contact",
    "hand-over",
    "videos",
    "reject",
    "publications",
    "publication",
    "difference",
    "recall",
    "quarantine",
    "entry",
    "hold",
    "keys",
    "break",
)


@pytest.fixture(scope="module")
def everything(console: Console, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A case that is claimed, one that waits, two videos, a topic of two revisions and a message set
    aside."""
    console.campaign.creator("console.look")
    waiting(console.campaign, 89_101, "console.look")
    waiting(console.campaign, 89_102, "console.look")
    folder = tmp_path_factory.mktemp("console")
    for revision, says in enumerate(("Ask once.", "Ask twice."), start=1):
        propose(console.campaign, folder, "console-look", says)
        approve(console.campaign, "console-look", revision)
    set_aside(console.campaign, 3)
    return {
        "case": new_case(console.campaign, "console.look1"),
        "other": new_case(console.campaign, "console.look2"),
    }


@pytest.fixture(scope="module")
def seen(console: Console, everything: dict[str, str]) -> Seen:
    found = Seen()
    for language in ("ar", "en"):
        someone = console.person(*EVERY_SCREEN)
        with console.opened(language, reduced_motion="reduce") as visit:
            for name in walk(console, visit, someone, everything):
                found.look(visit.page, f"{name}-{language}")
            found.leave(console, visit)
    return found


def walk(console: Console, visit: Visit, one: Person, everything: dict[str, str]) -> Iterator[str]:
    """From screen to screen; the name of each when it is there."""
    page = visit.page
    page.locator("input[name=email]").wait_for()
    yield "sign-in"
    page.locator("input[name=email]").fill(one.email)
    page.locator("input[name=password]").fill(one.password)
    page.keyboard.press("Enter")
    secret = page.locator("#secret")
    secret.wait_for()
    yield "set-up"
    page.locator("input[name=code]").fill(one.authenticator.set_up(secret.inner_text().replace(" ", "")))
    page.keyboard.press("Enter")
    settled(page)
    page.keyboard.press("j")
    yield "queue"
    page.goto(f"{console.url}/#/care/{everything['case']}")
    page.locator(".moves button").first.wait_for()
    page.keyboard.press("c")
    page.locator(".moves button").nth(3).wait_for()
    yield "case"
    page.keyboard.press("t")
    page.locator("main blockquote").wait_for()
    yield "words"
    page.keyboard.press("x")
    page.get_by_role("dialog").wait_for()
    yield "close"
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.get_by_role("dialog").wait_for()
    yield "contact"
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.get_by_role("dialog").wait_for()
    yield "hand-over"
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(".moves button")).to_have_count(3)
    page.goto(f"{console.url}/#/videos")
    page.locator(".video").first.wait_for()
    page.keyboard.press("j")
    yield "videos"
    page.keyboard.press("x")
    page.get_by_role("dialog").wait_for()
    yield "reject"
    page.keyboard.press("Escape")
    page.goto(f"{console.url}/#/publications")
    page.locator("[data-item]").first.wait_for()
    yield "publications"
    page.goto(f"{console.url}/#/publications/guide/console-look")
    page.locator(".halves").first.wait_for()
    yield "publication"
    page.locator(".compare button").click()
    page.locator(".diff").wait_for()
    yield "difference"
    page.keyboard.press("x")
    page.get_by_role("dialog").wait_for()
    yield "recall"
    page.keyboard.press("Escape")
    page.goto(f"{console.url}/#/quarantine")
    page.locator("[data-item]").first.wait_for()
    yield "quarantine"
    page.locator("[data-item]").first.click()
    page.get_by_role("dialog").wait_for()
    yield "entry"
    page.keyboard.press("Escape")
    page.goto(f"{console.url}/#/hold")
    page.locator(".state").wait_for()
    yield "hold"
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    yield "keys"
    page.keyboard.press("Escape")
    api = one.api(console.campaign)
    api.ask("POST", f"/care/cases/{everything['case']}/claim", "{}")
    for _ in range(8):
        api.ask("GET", f"/care/cases/{everything['case']}/text")
    page.goto(f"{console.url}/#/care/{everything['other']}")
    page.locator(".moves button").first.wait_for()
    page.keyboard.press("c")
    page.get_by_role("dialog").wait_for()
    yield "break"
    page.keyboard.press("Escape")
    api.ask("POST", f"/care/cases/{everything['case']}/hand-over", "{}")


def test_axe_finds_no_violation(seen: Seen) -> None:
    assert seen.violations == []


def test_nothing_is_wider_than_a_small_phone(seen: Seen) -> None:
    assert seen.too_wide == []


def test_the_browser_and_the_policy_have_nothing_to_say(seen: Seen) -> None:
    assert seen.complaints == []


def test_nothing_is_asked_of_another_host_than_the_api_and_the_sign_in(seen: Seen) -> None:
    assert seen.elsewhere == []


def test_every_screen_was_looked_at(seen: Seen) -> None:
    assert seen.pictures == pictures_of(NAMES)
    assert all(Path(PICTURES, name).stat().st_size > 1000 for name in seen.pictures)


@pytest.mark.parametrize(
    "path", ["/care", "/videos", "/publications/guide/console-look", "/quarantine", "/hold"]
)
def test_tab_reaches_everything_and_shows_where_it_is(
    console: Console, everything: dict[str, str], path: str
) -> None:
    someone = console.person(*EVERY_SCREEN)
    assert everything
    with console.signed_in(someone, reduced_motion="reduce") as visit:
        visit.page.goto(f"{console.url}/#{path}")
        settled(visit.page)
        expected: dict[str, str] = visit.page.evaluate(NUMBER_ALL, FOCUSABLE)
        visit.page.evaluate("() => document.activeElement.blur()")
        for _ in range(len(expected) + 1):
            visit.page.keyboard.press("Tab")
        stops: list[tuple[str, bool]] = visit.page.evaluate("() => stops")

    reached = {stop for stop, _ in stops}
    assert [words for stop, words in expected.items() if stop not in reached] == []
    assert [expected.get(stop, stop) for stop, visible in stops if not visible] == []
