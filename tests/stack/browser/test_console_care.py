"""A care case in the console, from the queue until it is closed."""

import json
import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from campaign.publications.kind import Kind
from campaign_cli.project import ROOT
from campaign_cli.publish import publish_approved
from campaign_cli.staff import Group
from tests.stack.browser.console import Console, press_until_on
from tests.stack.conftest import Campaign
from tests.stack.test_care import DESPAIR, opened
from tests.stack.test_videos import video

pytestmark = [pytest.mark.stack, pytest.mark.browser]


NUMBERS = count(88_000)
"""Of this file's videos."""


def new_case(campaign: Campaign, name: str) -> str:
    """The id of a case that nobody is at."""
    campaign.creator(name)
    one = video(next(NUMBERS), name, DESPAIR)
    assert campaign.post(one).accepted
    return opened(campaign, one).id


def shown(page: Page) -> str:
    return page.locator("main").inner_text()


def test_a_case_is_taken_from_the_queue_read_answered_and_closed_by_keyboard(console: Console) -> None:
    case = new_case(console.campaign, "console.case")
    answer = ROOT / "content" / Kind.ANSWER.folder / "first-words"
    publish_approved(console.campaign.deployment, answer, console.campaign.reviewer)
    reviewer = console.person(Group.CARE_REVIEWER)
    with console.signed_in(reviewer) as visit:
        page = visit.page
        link = page.locator(f"#case-{case}")
        expect(link).to_be_visible()
        assert "planted-caption-words" not in shown(page)
        for _ in range(200):
            page.keyboard.press("j")
            if page.evaluate("() => document.activeElement.id") == f"case-{case}":
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What you can do")).to_be_visible()
        expect(page.get_by_text("Whoever is at the case can read it")).to_be_visible()

        page.keyboard.press("c")
        expect(page.get_by_role("button", name="Show the words")).to_be_visible()
        assert "planted-caption-words" not in shown(page)
        page.keyboard.press("t")
        expect(page.get_by_text("planted-caption-words")).to_be_visible()
        expect(page.get_by_text("5 of 40 points; texts read: 1")).to_be_visible()
        page.keyboard.press("t")
        expect(page.get_by_text("planted-caption-words")).to_have_count(0)

        page.keyboard.press("n")
        page.keyboard.type("planted-caption-words of a reviewer")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Note written")).to_be_visible()

        page.keyboard.press("m")
        page.get_by_label("Language").select_option("ar")
        page.get_by_role("button", name="Put it on record").press("Enter")
        expect(page.locator(".reply blockquote")).to_have_attribute("lang", "ar")

        page.keyboard.press("x")
        page.get_by_label("A reply with ways to help was sent").press("Space")
        page.get_by_role("button", name="Close the case").last.press("Enter")
        expect(page.get_by_text("This case is closed.")).to_be_visible()
        assert visit.complaints == []
        assert console.elsewhere(visit) == []

    entries = console.campaign.signed_in(Group.LEAD).ask("GET", f"/care/cases/{case}")["history"]
    assert [each["what"] for each in entries if each["by"] != "system"] == [
        "claimed",
        "read",
        "noted",
        "contacted",
        "closed",
    ]
    assert entries[-1]["outcome"] == "help_offered"


def test_what_a_colleague_did_meanwhile_is_explained_and_shown(console: Console) -> None:
    case = new_case(console.campaign, "console.conflict")
    with console.signed_in(console.person(Group.CARE_REVIEWER)) as visit:
        visit.page.goto(f"{console.url}/#/care/{case}")
        expect(visit.page.get_by_role("button", name="Claim it")).to_be_visible()
        console.person(Group.CARE_REVIEWER).api(console.campaign).ask(
            "POST", f"/care/cases/{case}/claim", "{}"
        )

        visit.page.keyboard.press("c")

        expect(visit.page.get_by_role("alert")).to_have_text(re.compile("has changed meanwhile"))
        expect(visit.page.get_by_text("A colleague is at this case.")).to_be_visible()
        expect(visit.page.get_by_role("button", name="Claim it")).to_have_count(0)


def test_at_the_budget_a_break_is_offered_and_hands_over(console: Console) -> None:
    first, second = (new_case(console.campaign, f"console.shift{number}") for number in (1, 2))
    reviewer = console.person(Group.CARE_REVIEWER)
    api = reviewer.api(console.campaign)
    api.ask("POST", f"/care/cases/{first}/claim", "{}")
    for _ in range(8):
        api.ask("GET", f"/care/cases/{first}/text")

    with console.signed_in(reviewer) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/care/{second}")
        page.get_by_role("button", name="Claim it").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Take half an hour")
        dialog.get_by_role("button", name="Take a break").click()
        expect(page.get_by_text("You are on a break until")).to_be_visible()

    assert api.ask("GET", f"/care/cases/{first}")["held"] is False
    assert api.ask("GET", f"/care/cases/{second}")["held"] is False


def test_a_lead_is_called_and_the_case_is_handed_over(console: Console) -> None:
    case = new_case(console.campaign, "console.lead")
    reviewer = console.person(Group.CARE_REVIEWER)
    with console.signed_in(reviewer, "ar") as visit:
        page = visit.page
        assert page.evaluate("() => document.documentElement.dir") == "rtl"
        page.goto(f"{console.url}/#/care/{case}")
        page.get_by_role("button", name="استلم الحالة").click()
        page.get_by_role("button", name="استدعِ مسؤولًا").click()
        page.get_by_role("dialog").get_by_role("button", name="استدعِ مسؤولًا").click()
        expect(page.get_by_text("استُدعي مسؤول")).to_be_visible()
        page.get_by_role("button", name="سلّمها لزميل").click()
        page.get_by_role("dialog").get_by_role("button", name="سلّمها لزميل").click()
        expect(page.get_by_text("سُلّمت")).to_be_visible()

    case_now = reviewer.api(console.campaign).ask("GET", f"/care/cases/{case}")
    assert (case_now["held"], "escalated_at" in case_now) == (False, True)
    close = json.dumps({"outcome": "no_concern", "expected_version": case_now["version"] + 1})
    last = reviewer.api(console.campaign)
    last.ask("POST", f"/care/cases/{case}/claim", "{}")
    last.ask("POST", f"/care/cases/{case}/close", close)


def test_the_queue_moves_by_j_and_k(console: Console) -> None:
    new_case(console.campaign, "console.order1")
    new_case(console.campaign, "console.order2")
    with console.signed_in(console.person(Group.LEAD)) as visit:
        press_until_on(visit.page, "j", "In danger now", most=1)
        first = visit.page.evaluate("() => document.activeElement.id")
        visit.page.keyboard.press("j")
        second = visit.page.evaluate("() => document.activeElement.id")
        visit.page.keyboard.press("k")

        assert second != first
        assert visit.page.evaluate("() => document.activeElement.id") == first
