"""The screens of sessions and of what was told, in both languages and schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from campaign_cli.staff import Group
from tests.stack.browser.console import Console
from tests.stack.browser.console_pictures import Seen, pictures_of
from tests.stack.browser.test_console_sessions import form, given, json_of, wait_until_told

pytestmark = [pytest.mark.stack, pytest.mark.browser]

NAMES = (
    "sessions",
    "session",
    "foreseen",
    "meanwhile",
    "new-session",
    "series",
    "deliveries",
    "delivery",
)


@pytest.fixture(scope="module")
def seen(console: Console) -> Seen:
    campaign = console.campaign
    given(campaign, "console-look")
    given(campaign, "console-look-draft", status="draft")
    series = {"rule": "FREQ=WEEKLY;COUNT=3"}
    campaign.publisher.ask("POST", "/series", json_of({**form("console-looks", status="draft"), **series}))
    key = "session:console-look@1/session.announced"
    wait_until_told(campaign, key)
    found = Seen()
    for language in ("ar", "en"):
        with console.signed_in(console.person(Group.PUBLISHER), language, reduced_motion="reduce") as visit:
            for name in walk(console, visit.page):
                found.look(visit.page, f"{name}-{language}")
            found.leave(console, visit)
    return found


def walk(console: Console, page: Page) -> Iterator[str]:
    """From screen to screen; the name of each when it is there."""

    def opened(path: str, waits_for: str) -> None:
        page.goto(f"{console.url}/#{path}")
        page.locator(waits_for).first.wait_for()

    opened("/sessions", ".session")
    page.keyboard.press("j")
    yield "sessions"
    opened("/sessions/console-look", ".moves button")
    yield "session"
    opened("/sessions/console-look/time", "input[name=starts]")
    page.locator("input[name=starts]").fill("2031-03-06T20:00")
    page.keyboard.press("Enter")
    page.locator("dialog .foreseen").wait_for()
    yield "foreseen"
    page.keyboard.press("Escape")
    opened("/sessions/console-look-draft/words", "input[name=advocate]")
    page.locator("input[name=advocate]").fill("Typed Here")
    draft = console.campaign.publisher.ask("GET", "/sessions/console-look-draft")
    change = {"expected_revision": draft["revision"], "advocate": f"Advocate {draft['revision']}"}
    console.campaign.publisher.ask("PATCH", "/sessions/console-look-draft", json_of(change))
    page.keyboard.press("Enter")
    expect(page.locator(".meanwhile")).not_to_be_empty()
    yield "meanwhile"
    opened("/new-session", "input[name=id]")
    yield "new-session"
    opened("/series/console-looks", ".session")
    yield "series"
    opened("/deliveries", ".session")
    yield "deliveries"
    opened("/deliveries/session%3Aconsole-look%401%2Fsession.announced", "table")
    yield "delivery"


def test_axe_finds_no_violation(seen: Seen) -> None:
    assert seen.violations == []


def test_nothing_is_wider_than_a_small_phone(seen: Seen) -> None:
    assert seen.too_wide == []


def test_the_browser_and_the_policy_have_nothing_to_say(seen: Seen) -> None:
    refused = "409"  # which Chromium puts into its log, and the screen shows
    assert [each for each in seen.complaints if refused not in each] == []


def test_nothing_is_asked_of_another_host_than_the_api_and_the_sign_in(seen: Seen) -> None:
    assert seen.elsewhere == []


def test_every_screen_was_looked_at(seen: Seen) -> None:
    assert seen.pictures == pictures_of(NAMES)
