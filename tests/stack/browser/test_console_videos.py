"""The review of videos in the console, by keyboard alone, and the hold."""

import pytest
from playwright.sync_api import expect

from campaign.videos.video import VideoKey
from campaign_cli.staff import Group
from tests.simulators.models import SimulatedVideo
from tests.stack.browser.console import Console, press_until_on
from tests.stack.conftest import Campaign
from tests.stack.test_videos import in_review, video

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def waiting(campaign: Campaign, number: int, handle: str) -> SimulatedVideo:
    campaign.creator(handle)
    one = video(number, handle, f"planted-caption-words of {handle} <b>bold</b> #EndTheStigma")
    assert campaign.post(one).accepted
    in_review(campaign, one)
    return one


def status_of(campaign: Campaign, one: SimulatedVideo) -> str:
    return campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).status


def test_videos_are_decided_by_keyboard_alone(console: Console) -> None:
    campaign = console.campaign
    featured = waiting(campaign, 89_001, "console.featured")
    approved = waiting(campaign, 89_002, "console.approved")
    rejected = waiting(campaign, 89_003, "console.rejected")
    with console.signed_in(console.person(Group.MODERATOR)) as visit:
        page = visit.page
        expect(page.get_by_role("heading", name="Videos to review")).to_be_visible()
        assert "<b>bold</b>" in page.locator("main").inner_text()

        press_until_on(page, "j", "@console.featured")
        page.keyboard.press("f")
        expect(page.get_by_text("@console.featured", exact=True)).to_have_count(0)
        press_until_on(page, "j", "@console.approved")
        page.keyboard.press("a")
        expect(page.get_by_text("@console.approved", exact=True)).to_have_count(0)
        press_until_on(page, "j", "@console.rejected")
        page.keyboard.press("x")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("ArrowDown")  # from "Choose a rule" to the first one
        page.keyboard.press("Tab")
        page.keyboard.type("planted-caption-words of a moderator")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("@console.rejected", exact=True)).to_have_count(0)
        assert visit.complaints == []
        assert console.elsewhere(visit) == []

    assert status_of(campaign, featured) == "featured"
    assert status_of(campaign, approved) == "approved"
    assert status_of(campaign, rejected) == "rejected"


def test_a_creator_is_blocked_with_a_reason(console: Console) -> None:
    one = waiting(console.campaign, 89_004, "console.blocked")
    with console.signed_in(console.person(Group.MODERATOR)) as visit:
        page = visit.page
        press_until_on(page, "j", "@console.blocked")
        page.keyboard.press("b")
        page.get_by_role("dialog").get_by_label("Why").fill("sells a cure")
        page.get_by_role("dialog").get_by_role("button", name="Block the creator").click()
        expect(page.get_by_text("@console.blocked", exact=True)).to_have_count(0)

    blocked = {each["id"]: each["reason"] for each in console.campaign.moderator.creators("blocked")}
    assert blocked["tiktok:@console.blocked"] == "sells a cure"
    assert one.handle == "console.blocked"


def test_a_video_that_was_decided_meanwhile_is_explained(console: Console) -> None:
    campaign = console.campaign
    one = waiting(campaign, 89_005, "console.meanwhile")
    with console.signed_in(console.person(Group.MODERATOR)) as visit:
        press_until_on(visit.page, "j", "@console.meanwhile")
        campaign.moderator.feature(campaign.moderator.video(VideoKey(f"tiktok:{one.id}")))
        visit.page.keyboard.press("a")
        expect(visit.page.get_by_role("alert")).to_contain_text("has changed meanwhile")
        visit.page.keyboard.press("r")
        expect(visit.page.get_by_text("@console.meanwhile", exact=True)).to_have_count(0)


def test_the_hold_is_turned_on_with_a_reason_and_off_again(console: Console) -> None:
    publisher = console.person(Group.PUBLISHER)
    with console.signed_in(publisher) as visit:
        page = visit.page
        page.get_by_role("link", name="Hold").click()
        expect(page.get_by_text("The hold is off").first).to_be_visible()
        page.keyboard.press("h")
        page.get_by_role("dialog").get_by_label("Why").fill("to be checked")
        page.get_by_role("dialog").get_by_role("button", name="Turn the hold on").click()
        expect(page.locator(".state")).to_have_text("The hold is on")
        expect(page.get_by_text("to be checked")).to_be_visible()
        page.keyboard.press("h")
        page.get_by_role("dialog").get_by_role("button", name="Turn the hold off").click()
        expect(page.locator(".state")).to_have_text("The hold is off")

    assert publisher.api(console.campaign).ask("GET", "/hold")["on"] is False
