"""Sessions in the console: planned, moved and cancelled with a look at whom it tells, and what came of it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from campaign.announcements.classes import Milestone
from campaign.kernel.clock import utc_now
from campaign_cli.errors import CommandError
from campaign_cli.staff import Group
from campaign_cli.waiting import wait_for
from tests.stack.browser.console import Console, press_until_on, settled
from tests.stack.browser.visit import Visit
from tests.stack.conftest import Campaign

pytestmark = [pytest.mark.stack, pytest.mark.browser]

ZONE = "Asia/Dubai"
LINK = "https://www.tiktok.com/@console.talks/live"
WAIT = 60


def form(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "title": {"ar": f"جلسة {name}", "en": f"Talk {name}"},
        "advocate": "Invented Advocate",
        "starts": "2031-03-04T21:00",
        "zone": ZONE,
        "duration_minutes": 45,
        "link": LINK,
        **fields,
    }


def given(campaign: Campaign, name: str, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = campaign.publisher.ask("POST", "/sessions", json_of(form(name, **fields)))
    return made


def json_of(body: dict[str, Any]) -> str:
    return json.dumps(body)


def session(campaign: Campaign, name: str) -> dict[str, Any]:
    found: dict[str, Any] = campaign.publisher.ask("GET", f"/sessions/{name}")
    return found


@pytest.fixture(scope="module")
def visit(console: Console) -> Iterator[Visit]:
    """A publisher's; `console-report` is announced meanwhile, and `console-live` begins."""
    given(console.campaign, "console-report")
    soon = utc_now() + timedelta(seconds=2)
    given(console.campaign, "console-live", starts=f"{soon:%Y-%m-%dT%H:%M:%S}", zone="UTC")
    with console.signed_in(console.person(Group.PUBLISHER)) as visit:
        yield visit


def at(console: Console, visit: Visit, path: str) -> Page:
    """A screen, loaded anew: nothing of the one before is met."""
    visit.page.goto("about:blank")
    visit.page.goto(f"{console.url}/#{path}")
    settled(visit.page)
    return visit.page


def question(page: Page) -> Locator:
    """The dialog that shows what is about to happen."""
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".foreseen")).to_be_visible()
    return dialog


def told(campaign: Campaign, key: str) -> dict[str, Any] | None:
    """What is on record of an announcement, once all of its audience was asked for."""
    try:
        found: dict[str, Any] = campaign.publisher.ask("GET", f"/announcements?key={quote(key)}")
    except CommandError:
        return None
    return found if found["state"] == "expanded" else None


def wait_until_told(campaign: Campaign, key: str) -> dict[str, Any]:
    """As `told`, once somebody's delivery is on record too."""

    def is_told() -> bool:
        found = told(campaign, key)
        return found is not None and bool(found["outcomes"])

    wait_for(key, is_told, WAIT)
    found = told(campaign, key)
    assert found is not None
    return found


def asked_for(campaign: Campaign, announcement: str) -> int:
    """How many were told in the end, before the next change makes it stale."""
    return int(wait_until_told(campaign, f"session:{announcement}")["recipients"])


def people_in(dialog: Locator, milestone: str) -> int:
    words = dialog.locator(".expected", has=dialog.page.get_by_role("heading", name=milestone)).inner_text()
    found = re.search(r"People: (\d+)", words)
    assert found, words
    return int(found[1])


def test_a_session_is_planned_moved_and_cancelled_and_as_many_are_told_as_was_said(
    console: Console, visit: Visit
) -> None:
    campaign = console.campaign
    page = at(console, visit, "/sessions")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New session")).to_be_visible()
    page.keyboard.type("جلسة من اللوحة")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("Console talk one")
    assert page.locator("input[name=id]").input_value() == "console-talk-one"
    page.locator("input[name=advocate]").fill("Invented Advocate")
    page.locator("input[name=link]").fill(LINK)
    page.locator("input[name=duration_minutes]").fill("45")
    page.locator("input[name=starts]").fill("2031-03-03T21:00")
    page.locator("input[name=zone]").fill(ZONE)
    page.keyboard.press("Enter")
    dialog = question(page)
    expect(dialog).to_contain_text("21:00")
    expect(dialog).to_contain_text("17:00 UTC")
    announced = people_in(dialog, "New session")
    dialog.get_by_role("button", name="Publish and tell").press("Enter")
    expect(page.get_by_role("heading", name="Console talk one")).to_be_visible()
    assert session(campaign, "console-talk-one")["starts_at"] == "2031-03-03T17:00:00Z"
    assert asked_for(campaign, f"console-talk-one@1/{Milestone.SESSION_ANNOUNCED}") == announced > 0

    page.keyboard.press("m")
    page.locator("input[name=starts]").fill("2031-03-05T20:00")
    page.keyboard.press("Enter")
    dialog = question(page)
    moved = people_in(dialog, "Moved")
    expect(dialog).to_contain_text("No longer goes out: 3")
    dialog.get_by_role("button", name="Move it and tell").press("Enter")
    expect(page.get_by_text("16:00 UTC").first).to_be_visible()
    assert asked_for(campaign, f"console-talk-one@2/{Milestone.SESSION_MOVED}") == moved > 0

    page.keyboard.press("x")
    dialog = question(page)
    expect(dialog).to_contain_text("cannot be undone")
    cancelled = people_in(dialog, "Cancelled")
    dialog.get_by_role("button", name="Cancel it and tell").press("Enter")
    expect(page.get_by_text("It is cancelled for good")).to_be_visible()
    assert asked_for(campaign, f"console-talk-one@3/{Milestone.SESSION_CANCELLED}") == cancelled > 0
    assert visit.complaints == []
    assert console.elsewhere(visit) == []


def test_leaving_the_question_does_nothing(console: Console, visit: Visit) -> None:
    campaign = console.campaign
    given(campaign, "console-kept")
    page = at(console, visit, "/sessions")
    press_until_on(page, "j", "Talk console-kept")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Talk console-kept")).to_be_visible()
    for key in ("o", "x"):
        page.keyboard.press(key)
        question(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    assert session(campaign, "console-kept")["revision"] == 1


def test_a_colleague_who_was_faster_is_shown_and_nothing_typed_is_lost(
    console: Console, visit: Visit
) -> None:
    campaign = console.campaign
    given(campaign, "console-faster", status="draft")
    page = at(console, visit, "/sessions/console-faster/words")
    title, advocate = page.locator("input[name='title.en']"), page.locator("input[name=advocate]")
    title.fill("What I typed")
    change = {"expected_revision": 1, "advocate": "Another Advocate"}
    campaign.publisher.ask("PATCH", "/sessions/console-faster", json_of(change))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("has changed meanwhile")
    expect(page.locator(".meanwhile")).to_contain_text("Who speaks: Another Advocate")
    expect(title).to_have_value("What I typed")
    expect(advocate).to_have_value("Another Advocate")
    title.press("Enter")
    dialog = question(page)
    expect(dialog).to_contain_text("Nobody is told anything.")
    dialog.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", name="What I typed")).to_be_visible()

    now = session(campaign, "console-faster")
    assert (now["title"]["en"], now["advocate"], now["revision"]) == ("What I typed", "Another Advocate", 3)


def test_what_does_not_fit_is_shown_at_its_field_and_stays_typed(console: Console, visit: Visit) -> None:
    given(console.campaign, "console-refused", status="draft")
    page = at(console, visit, "/sessions/console-refused/words")
    link = page.locator("input[name=link]")
    link.fill("https://example.org/live")
    link.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not a link to a TikTok live")
    expect(link).to_have_attribute("aria-invalid", "true")
    expect(link).to_have_value("https://example.org/live")


def test_on_the_night_when_clocks_show_a_time_twice_it_is_asked_which(console: Console, visit: Visit) -> None:
    given(console.campaign, "console-twice", status="draft", zone="Europe/Berlin")
    page = at(console, visit, "/sessions/console-twice/time")
    page.locator("input[name=starts]").fill("2031-10-26T02:30")
    page.keyboard.press("Enter")
    choice = page.get_by_label("Clocks show this time twice")
    expect(choice).to_be_visible()
    choice.select_option("1")
    page.get_by_role("button", name="Look at what will happen").click()
    expect(question(page)).to_contain_text("01:30 UTC")


def test_under_a_hold_the_question_says_what_waits(console: Console, visit: Visit) -> None:
    campaign = console.campaign
    given(campaign, "console-held", status="draft")
    campaign.publisher.ask("PUT", "/hold", json_of({"on": True, "why": "a test of the console"}))
    try:
        page = at(console, visit, "/sessions/console-held")
        expect(page.locator("main .hold-note")).to_contain_text("a test of the console")
        page.keyboard.press("p")
        dialog = question(page)
        expect(dialog.locator(".expected").first).to_contain_text("The hold stops this")
        page.keyboard.press("Escape")
    finally:
        campaign.publisher.ask("PUT", "/hold", json_of({"on": False}))


def test_where_the_recording_is_can_be_said_once_a_session_has_begun(console: Console, visit: Visit) -> None:
    page = at(console, visit, "/sessions/console-live")
    expect(page.locator(".phase.live")).to_be_visible()
    page.keyboard.press("l")
    page.locator("input[name=replay_link]").fill("https://www.tiktok.com/@console.talks/video/7123456789")
    page.keyboard.press("Enter")
    dialog = question(page)
    assert people_in(dialog, "Recording") > 0
    expect(dialog).to_contain_text("Nobody is told anything now.")  # not before it is over
    dialog.get_by_role("button", name="Save the link").click()
    expect(page.get_by_role("link", name="video/7123456789")).to_be_visible()


def test_a_series_is_made_and_cancelled_together(console: Console, visit: Visit) -> None:
    campaign = console.campaign
    page = at(console, visit, "/sessions")
    page.keyboard.press("s")
    page.locator("input[name='title.ar']").fill("حلقة من اللوحة")
    page.locator("input[name='title.en']").fill("Console circle")
    page.locator("input[name=advocate]").fill("Invented Advocate")
    page.locator("input[name=link]").fill(LINK)
    page.locator("input[name=duration_minutes]").fill("45")
    page.locator("input[name=starts]").fill("2031-04-06T21:00")
    page.locator("input[name=zone]").fill(ZONE)
    page.locator("input[name=dates]").fill("2")
    page.keyboard.press("Enter")
    question(page).get_by_role("button", name="Publish and tell").click()
    expect(page.locator("main .session")).to_have_count(2)
    page.keyboard.press("x")
    dialog = question(page)
    expect(dialog).to_contain_text("Messages to each: 2")
    dialog.get_by_role("button", name="Cancel all and tell").click()
    expect(page.locator(".phase.cancelled")).to_have_count(2)

    assert session(campaign, "console-circle-20310413")["status"] == "cancelled"


def test_what_became_of_an_announcement_is_told_without_addresses(console: Console) -> None:
    wait_until_told(console.campaign, "session:console-report@1/session.announced")
    with console.signed_in(console.person(Group.OPERATOR)) as visit:
        page = visit.page
        offered = page.locator("nav a").all_inner_texts()
        assert ("What was told" in offered, "Sessions" in offered) == (True, False)
        page.get_by_role("link", name="What was told").click()
        press_until_on(page, "j", "session:console-report@1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="New session")).to_contain_text("Went out")
        expect(page.get_by_role("row", name=re.compile("Sent mail"))).to_be_visible()
        assert "planted.address" not in page.content()
        assert visit.complaints == []
        at(console, visit, "/sessions/console-report")
        expect(page.get_by_text("Talk console-report")).to_have_count(0)  # sessions are not for them


def test_who_may_not_plan_is_offered_nothing_and_refused_by_the_api(console: Console) -> None:
    someone = console.person(Group.MODERATOR, Group.REVIEWER)
    with console.signed_in(someone) as visit:
        names = visit.page.locator("nav a").all_inner_texts()
        assert not {"Sessions", "What was told"} & set(names)

    api = someone.api(console.campaign)
    for method, path in (("POST", "/reach"), ("POST", "/sessions"), ("GET", "/announcements")):
        with pytest.raises(CommandError, match="403"):
            api.ask(method, path, "{}")
