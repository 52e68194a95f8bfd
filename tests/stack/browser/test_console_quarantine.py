"""The quarantine in the console: seen without what was said, and sent again after a dry run."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign_cli.staff import Group
from tests.stack.browser.console import Console, press_until_on
from tests.stack.conftest import Campaign

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def set_aside(campaign: Campaign, number: int) -> str:
    """The key of an entry that came by the intake."""
    quarantine = TableQuarantine(Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"]))
    body = f'{{"kind": "planted-caption-words", "number": {number}}}'
    quarantine.put("intake", body, f"number {number}: not a kind", datetime.now(UTC))
    return next(entry.key for entry in quarantine.entries() if entry.body == body)


def is_there(campaign: Campaign, key: str) -> bool:
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    return TableQuarantine(table).find("intake", key) is not None


def test_an_operator_reads_a_reason_and_sends_one_message_again_by_keyboard(console: Console) -> None:
    first, second = (set_aside(console.campaign, number) for number in (1, 2))
    with console.signed_in(console.person(Group.OPERATOR)) as visit:
        page = visit.page
        page.goto(f"{console.url}/#/quarantine")
        expect(page.get_by_text("number 2: not a kind")).to_be_visible()
        assert "planted-caption-words" not in page.locator("main").inner_text()

        press_until_on(page, "j", "number 2: not a kind")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("kind: text of 21")
        assert "planted-caption-words" not in page.get_by_role("dialog").inner_text()
        page.get_by_role("dialog").get_by_role("button", name="Send it again").press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("worked on after 30 seconds")
        assert is_there(console.campaign, second)
        page.get_by_role("dialog").get_by_role("button", name="Send it again").press("Enter")
        expect(page.get_by_text("number 2: not a kind")).to_have_count(0)
        assert visit.complaints == []
        assert console.elsewhere(visit) == []

    assert (is_there(console.campaign, first), is_there(console.campaign, second)) == (True, False)


def test_others_are_not_offered_it(console: Console) -> None:
    with console.signed_in(console.person(Group.MODERATOR, Group.PUBLISHER, Group.LEAD)) as visit:
        expect(visit.page.get_by_role("link", name="Videos to review")).to_be_visible()
        expect(visit.page.get_by_role("link", name="Quarantine")).to_have_count(0)
