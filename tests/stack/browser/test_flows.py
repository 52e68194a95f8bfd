"""The forms, filled in and sent in a browser, to the state and the mailbox: with scripts and without."""

from html import unescape

import pytest
from playwright.sync_api import Page

from campaign.publications.kind import Language
from campaign.videos.video import VideoKey, VideoStatus
from tests.stack.browser.conftest import Hub
from tests.stack.browser.look import violations
from tests.stack.browser.visit import PHONE
from tests.stack.test_submissions import public
from tests.stack.test_subscriptions import is_stored, link_in
from tests.stack.test_videos import in_review

pytestmark = [pytest.mark.stack, pytest.mark.browser]

WAYS = pytest.mark.parametrize(("number", "language", "scripts"), [(9101, "ar", True), (9102, "en", False)])


def send(page: Page, scripts: bool) -> None:
    """The form; what is answered has no fault that axe finds, which is a script itself."""
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert not scripts or violations(page) == []


@WAYS
def test_a_video_is_sent_in_and_taken_back(hub: Hub, number: int, language: Language, scripts: bool) -> None:
    campaign = hub.campaign
    one = public(campaign, number, f"reader.sent{number}")
    key = VideoKey(f"tiktok:{one.id}")
    with hub.visits.open(f"{hub.url}/{language}/submit/index.html", size=PHONE, scripts=scripts) as visit:
        page = visit.page
        page.locator("input[name=link]").fill(one.url)
        page.locator("input[name=agreed]").check()
        send(page, scripts)
        kept = page.locator('main a[href*="/submissions/"]').first.get_attribute("href")
        assert kept
        in_review(campaign, one)
        campaign.moderator.feature(campaign.moderator.video(key))

        page.goto(f"{hub.url}/{language}/withdraw/index.html")
        page.locator("input[name=link]").fill(kept)
        send(page, scripts)
        assert campaign.moderator.video(key).status is VideoStatus.FEATURED, "the page asks once more"
        send(page, scripts)
        assert campaign.moderator.video(key).status is VideoStatus.WITHDRAWN
        assert visit.complaints == []


@WAYS
def test_a_reader_subscribes_chooses_anew_and_leaves(
    hub: Hub, number: int, language: Language, scripts: bool
) -> None:
    campaign = hub.campaign
    address = f"planted.address.reader{number}@example.org"
    with hub.visits.open(f"{hub.url}/{language}/subscribe/index.html", size=PHONE, scripts=scripts) as visit:
        page = visit.page
        page.locator("input[name=address]").fill(address)
        page.locator("input[name=topics][value=toolkits]").check()
        send(page, scripts)
        confirm = unescape(link_in(campaign, address))
        page.goto(confirm)
        send(page, scripts)
        subscriber_id = confirm.split("/")[5]
        assert is_stored(campaign, subscriber_id)

        page.goto(f"{hub.url}/{language}/preferences/index.html")
        page.locator("input[name=address]").fill(address)
        send(page, scripts)
        page.goto(unescape(link_in(campaign, address, number=2)))
        page.locator("input[name=topics][value=sessions]").check()
        send(page, scripts)
        assert page.locator("input[name=topics][value=sessions]").is_checked()

        page.locator(f'a[href*="/subscriptions/{subscriber_id}/unsubscribe"]').first.click()
        send(page, scripts)
        assert not is_stored(campaign, subscriber_id)
        assert visit.complaints == []
