"""A care case that is given to a colleague by name, in the console."""

import re
import time
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from campaign_cli.staff import Group
from tests.stack.browser.console import SLOW, Console
from tests.stack.browser.console_pictures import PICTURES
from tests.stack.browser.test_console_care import new_case

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def test_a_case_is_handed_to_a_colleague_by_keyboard_and_nothing_typed_is_lost(console: Console) -> None:
    case = new_case(console.campaign, "console.giving")
    reviewer, colleague = console.person(Group.CARE_REVIEWER), console.person(Group.CARE_REVIEWER)
    lead = console.person(Group.LEAD)
    with console.signed_in(reviewer) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/care/{quote(case)}")
        page.get_by_role("button", name="Claim it").click()
        expect(page.get_by_role("button", name="Write a note")).to_be_visible()

        page.keyboard.press("n")
        page.keyboard.type("planted-caption-words of a reviewer")
        others = lead.api(console.campaign)
        known = {one["name"]: one["id"] for one in others.ask("GET", "/care/colleagues")["colleagues"]}
        others.ask("POST", f"/care/cases/{case}/assign", f'{{"to": "{known[reviewer.email]}"}}')
        page.get_by_role("dialog").get_by_role("button", name="Keep the note").click()
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text(
            re.compile("has changed meanwhile.*still here", re.DOTALL)
        )
        expect(page.locator("textarea[name=note]")).to_have_value("planted-caption-words of a reviewer")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Claim it").click()

        page.get_by_role("button", name="Hand it over").wait_for()
        page.keyboard.press("h")
        choice = page.locator("select[name=to]")
        assert reviewer.email not in choice.inner_text()
        choice.select_option(label=colleague.email)
        page.get_by_role("dialog").get_by_role("button", name="Hand it over").press("Enter")
        expect(page.get_by_text(re.compile(f"kept for {colleague.email}"))).to_be_visible()
        # A conflict is in the browser's console, as every answer of that kind is.
        assert [each for each in visit.complaints if "409" not in each] == []
        assert console.elsewhere(visit) == []

    now = others.ask("GET", f"/care/cases/{case}")
    assert (now["held"], now["assignee"]) == (False, known[colleague.email])


def test_a_lead_takes_a_case_from_one_and_gives_it_to_another(console: Console) -> None:
    case = new_case(console.campaign, "console.assigning")
    holder, lead = console.person(Group.CARE_REVIEWER), console.person(Group.LEAD)
    holder.api(console.campaign).ask("POST", f"/care/cases/{case}/claim", "{}")
    with console.signed_in(lead) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/care/{quote(case)}")
        expect(page.locator(".facts .holder")).to_contain_text(holder.email)

        page.keyboard.press("a")
        expect(page.get_by_role("dialog")).to_contain_text("taken from them at once")
        page.locator("select[name=to]").select_option(label=lead.email)
        page.get_by_role("dialog").get_by_role("button", name="Give it to a colleague").press("Enter")
        expect(page.locator(".history")).to_contain_text("Given to somebody")

    assert lead.api(console.campaign).ask("GET", f"/care/cases/{case}")["held"] is False


LEFT_AND_PRESSED = """() => {
    const field = document.querySelector("dialog[open] select");
    field.focus();
    field.closest("dialog").close();
    const key = new KeyboardEvent("keydown", { key: "n", bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(key);
}"""
"""In one task: until the browser's next frame the focus is in the field of the question that was left."""


def test_a_key_counts_that_is_pressed_at_once_after_a_question_was_left(console: Console) -> None:
    case = new_case(console.campaign, "console.keys")
    someone = console.person(Group.CARE_REVIEWER)
    someone.api(console.campaign).ask("POST", f"/care/cases/{case}/claim", "{}")
    with console.signed_in(someone) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/care/{quote(case)}")
        page.get_by_role("button", name="Hand it over").wait_for()
        page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press("h")
        page.locator("dialog select[name=to]").wait_for()
        page.evaluate(LEFT_AND_PRESSED)
        expect(page.locator("dialog textarea[name=note]")).to_be_visible()


def test_a_sign_in_that_ends_while_somebody_types_loses_nothing(console: Console) -> None:
    case = new_case(console.campaign, "console.ended")
    someone = console.person(Group.CARE_REVIEWER)
    someone.api(console.campaign).ask("POST", f"/care/cases/{case}/claim", "{}")
    with console.signed_in(someone) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/care/{quote(case)}")
        page.get_by_role("button", name="Write a note").click()
        page.locator("textarea[name=note]").fill("planted-caption-words of the evening")
        console.campaign.deployment.client("cognito-idp").admin_user_global_sign_out(
            UserPoolId=console.campaign.outputs["UserPoolId"], Username=someone.email
        )
        page.clock.set_system_time(time.time() + 6 * 3600)
        page.get_by_role("button", name="Keep the note").click()
        # Cognito's library tries again for some six seconds before it gives up.
        again = page.get_by_role("dialog", name="Sign in again")
        expect(again).to_be_visible(timeout=SLOW)
        page.clock.set_system_time(time.time())

        expect(again.get_by_label("E-mail address")).to_have_value(someone.email)
        page.screenshot(path=PICTURES / "signed-out-while-typing.png")
        expect(again.get_by_label("Password")).to_be_focused()
        again.get_by_label("Password").fill(someone.password)
        page.keyboard.press("Enter")
        again.get_by_label("Code of six digits").fill(someone.authenticator.code())
        page.keyboard.press("Enter")

        expect(page.get_by_role("dialog")).to_have_count(0)
    read = someone.api(console.campaign).ask("GET", f"/care/cases/{case}/text")
    assert [each["note"] for each in read["notes"]] == ["planted-caption-words of the evening"]
