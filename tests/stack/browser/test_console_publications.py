"""Publications in the console: read side by side, approved, gone back to, put off, recalled and withdrawn."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaign.publications.kind import Kind
from campaign_cli.publish import upload
from campaign_cli.publishing.drafts import find
from campaign_cli.publishing.shelf import Shelf
from campaign_cli.publishing.uploading import Bucket
from campaign_cli.staff import Group
from tests.stack.browser.console import Console, Person, press_until_on
from tests.stack.conftest import Campaign
from tests.unit.cli.publishing_stage import written
from tests.unit.publications.samples import files

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def propose(campaign: Campaign, folder: Path, name: str, says: str) -> None:
    """The next revision of a guide's topic, which waits for a reviewer."""
    body = f"{says}\n\n[[help]]\n"
    found = find(written(folder / Kind.GUIDE.folder / name, files(Kind.GUIDE, body=body, order="900")))
    assert not found.faults
    upload(found.drafts, Shelf(campaign.reviewer), Bucket(campaign.deployment))


def standing(campaign: Campaign, name: str) -> dict[str, Any]:
    found: dict[str, Any] = campaign.reviewer.ask("GET", f"/publications/guide/{name}")
    return found


def approve(campaign: Campaign, name: str, revision: int) -> None:
    for language in ("ar", "en"):
        Shelf(campaign.reviewer).approve(Kind.GUIDE, name, revision, language)


def opened(console: Console, page: Page, name: str) -> None:
    page.goto(f"{console.url}/#/publications/guide/{name}")
    expect(page.get_by_role("heading", name="Revisions")).to_be_visible()


def said(page: Page) -> str:
    return page.get_by_role("dialog").inner_text()


def confirmed(page: Page, button: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=button).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_reviewer_reads_both_languages_and_approves_each_by_keyboard(
    console: Console, tmp_path: Path
) -> None:
    campaign, name = console.campaign, "console-approved"
    propose(campaign, tmp_path, name, "Ask *twice* & listen.")
    with console.signed_in(console.person(Group.REVIEWER)) as visit:
        page = visit.page
        page.locator("select[name=kind]").select_option("guide")
        page.locator("select[name=state]").select_option("waits")
        expect(page.locator(f"#guide-{name}")).to_be_visible()
        page.locator("select[name=state]").evaluate("element => element.blur()")
        press_until_on(page, "j", name)
        page.keyboard.press("Enter")
        english, arabic = (page.locator(f".said-in[lang={language}]") for language in ("en", "ar"))
        expect(english.filter(has_text="Ask *twice* & listen.")).to_have_attribute("dir", "ltr")
        expect(arabic.filter(has_text="كيف تساند")).to_have_attribute("dir", "rtl")
        for button in ("Recall", "Withdraw", "Embargo", "Show this"):
            expect(page.get_by_role("button", name=button)).to_have_count(0)

        page.keyboard.press("a")
        assert "revision 1, in Arabic" in said(page)
        assert "not public before English is approved" in said(page)
        confirmed(page, "Approve the Arabic")
        expect(page.locator(".revisions")).to_contain_text("approved in Arabic")
        page.keyboard.press("e")
        assert "With this it is public" in said(page)
        confirmed(page, "Approve the English")
        expect(page.locator("h1 .tier.shown")).to_be_visible()
        assert visit.complaints == []
        assert console.elsewhere(visit) == []

    assert standing(campaign, name)["live"] == 1


def test_a_publisher_compares_goes_back_and_recalls(console: Console, tmp_path: Path) -> None:
    campaign, name = console.campaign, "console-recalled"
    for revision, says in enumerate(("Ask once.", "Ask twice."), start=1):
        propose(campaign, tmp_path, name, says)
        approve(campaign, name, revision)
    with console.signed_in(console.person(Group.PUBLISHER)) as visit:
        page = visit.page
        opened(console, page, name)
        expect(page.get_by_role("button", name="Approve the Arabic")).to_have_count(0)

        page.keyboard.press("c")
        page.get_by_role("button", name="Compare two revisions").press("Enter")
        expect(page.locator(".diff del").filter(has_text="Ask once.").first).to_be_visible()
        expect(page.locator(".diff ins").filter(has_text="Ask twice.").first).to_be_visible()

        page.get_by_role("button", name="Revision 1").click()
        expect(page.locator("#words")).to_have_text("Revision 1")
        page.keyboard.press("l")
        assert "in the place of revision 2. Nobody is told." in said(page)
        confirmed(page, "Show this revision")
        expect(page.get_by_role("button", name="Show this revision")).to_have_count(0)

        page.keyboard.press("x")
        assert "Nobody is written to. Its page says" in said(page)
        page.locator("textarea[name=ar]").fill("خطأ في النص")
        page.locator("textarea[name=en]").fill("A mistake in the text")
        confirmed(page, "Recall this revision")
        expect(page.locator("h1 .tier.recalled")).to_be_visible()
        expect(page.get_by_role("button", name="Recall")).to_have_count(0)
        assert visit.complaints == []

    (recall,) = standing(campaign, name)["recalls"]
    assert (recall["revision"], recall["why"]["en"]) == (1, "A mistake in the text")


def test_an_embargo_is_a_revision_that_waits_and_a_refusal_loses_nothing_typed(
    console: Console, tmp_path: Path
) -> None:
    campaign, name = console.campaign, "console-embargo"
    propose(campaign, tmp_path, name, "Ask, and listen.")
    someone: Person = console.person(Group.PUBLISHER)
    with console.signed_in(someone, timezone_id="Asia/Dubai") as visit:
        page = visit.page
        opened(console, page, name)
        page.keyboard.press("m")
        assert "By your own clock (Asia/Dubai)" in said(page)
        page.locator("input[name=opens_at]").fill("2099-03-01T22:00")
        confirmed(page, "Propose these times")
        expect(page.locator("#words")).to_have_text("Revision 2")
        assert standing(campaign, name)["latest"] == 2
        approve(campaign, name, 2)
        page.keyboard.press("r")
        expect(page.locator("h1 .tier.embargoed")).to_be_visible()

        page.keyboard.press("m")
        expect(page.locator("input[name=opens_at]")).to_have_value("2099-03-01T22:00")
        page.locator("input[name=closes_at]").fill("2099-01-01T10:00")
        page.get_by_role("dialog").get_by_role("button", name="Propose these times").press("Enter")
        alert = page.get_by_role("dialog").get_by_role("alert")
        expect(alert).to_contain_text(re.compile("/closes_at.*still here", re.DOTALL))
        expect(page.locator("input[name=closes_at]")).to_have_value("2099-01-01T10:00")
        with page.expect_response(re.compile("/revisions/2$")):  # gone after what follows
            page.keyboard.press("Escape")

        page.get_by_role("button", name="Withdraw it all").click()
        assert "Nobody could see it yet" in said(page)
        confirmed(page, "Withdraw it all")
        expect(page.get_by_text("nothing of it is kept but its name")).to_be_visible()
        # A 422 is in the browser's console, as every answer of that kind is.
        assert [each for each in visit.complaints if "422" not in each] == []

    assert standing(campaign, name)["withdrawn"] is True


def test_what_a_rule_stops_is_not_offered_for_approval_until_a_publisher_says_why(
    console: Console, tmp_path: Path
) -> None:
    campaign, name = console.campaign, "console-stopped"
    rule = stopped(campaign, tmp_path, name)
    with console.signed_in(console.person(Group.REVIEWER, Group.PUBLISHER), "ar") as visit:
        page = visit.page
        page.goto(f"{console.url}/#/publications/guide/{name}")
        expect(page.get_by_text("قواعد الخطاب الآمن توقف هذه النسخة")).to_contain_text(rule)
        expect(page.get_by_role("button", name="اعتمد العربية")).to_have_count(0)
        page.get_by_role("button", name="اسمح به رغم هذه القاعدة").first.click()
        page.locator("textarea[name=why]").fill("It quotes what not to write.")
        confirmed(page, "اسمح به رغم هذه القاعدة")
        expect(page.get_by_role("button", name="اعتمد العربية")).to_be_visible()

    (override,) = standing(campaign, name)["overrides"]
    assert (override["rule"], override["why"]) == (rule, "It quotes what not to write.")


def stopped(campaign: Campaign, folder: Path, name: str) -> str:
    """A revision that one rule stops, and the rule's name."""
    propose(campaign, folder, name, "He committed suicide, it said.")
    revision = campaign.reviewer.ask("GET", f"/publications/guide/{name}/revisions/1")
    (rule,) = {each["rule"] for each in revision["findings"] if each["severity"] == "error"}
    return str(rule)
