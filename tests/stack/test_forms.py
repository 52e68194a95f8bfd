"""The forms of the deployed hub, posted as a browser without scripts would, to the state and the mailbox."""

import re
from functools import partial
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
import urllib3

from campaign.hub.rendering import TAKE_PART
from campaign.videos.video import VideoKey, VideoStatus
from campaign_cli.waiting import wait_for
from tests.browser_forms import BrowserForm, form_in
from tests.stack.conftest import Campaign
from tests.stack.test_submissions import public
from tests.stack.test_subscriptions import is_stored, link_in
from tests.stack.test_videos import WAIT, in_review, shows

pytestmark = pytest.mark.stack

ORIGIN = {"Origin": "null", "Accept": "text/html,application/xhtml+xml"}
"""What a browser says from a page that gives no referrer."""


def hub_form(campaign: Campaign, language: str, folder: str) -> BrowserForm:
    status, page, headers = campaign.page(f"{language}/{folder}/index.html")
    assert status == 200
    form = form_in(page)
    action = urlsplit(form.action)
    allowed = re.search(r"form-action ([^;]*)", headers["Content-Security-Policy"])
    assert allowed is not None
    assert allowed[1].split() == [f"{action.scheme}://{action.netloc}"]
    return form


def browse(campaign: Campaign, url: str, body: str | None = None) -> tuple[int, str, str]:
    """Status, page, and the address at which the browser is at last: it follows one redirect."""
    found = campaign.reach(url)
    form = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
    answer = urllib3.request(
        "GET" if body is None else "POST",
        found.url,
        body=body,
        headers={**found.headers, **ORIGIN, **form, "X-Forwarded-For": "192.0.2.77"},
        retries=False,
        timeout=15,
    )
    if answer.status == 303:
        return browse(campaign, urljoin(url, answer.headers["Location"]))
    return answer.status, answer.data.decode(), url


def links(page: str, what: str) -> list[str]:
    return [unescape(link) for link in re.findall(rf'href="(https://[^"]*/{what}[/?][^"]*)"', page)]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("folder", TAKE_PART)
def test_each_form_of_the_hub_posts_where_the_cdn_allows(
    campaign: Campaign, language: str, folder: str
) -> None:
    assert hub_form(campaign, language, folder).action.startswith(f"{campaign.outputs['PublicApiUrl']}/")


@pytest.mark.parametrize(("number", "language"), [(760, "ar"), (761, "en")])
def test_a_video_goes_in_by_one_form_and_out_by_another(
    campaign: Campaign, number: int, language: str
) -> None:
    handle = f"forms.sent{number}"
    one = public(campaign, number, handle)
    key = VideoKey(f"tiktok:{one.id}")
    form = hub_form(campaign, language, "submit")
    body = form.filled(link=one.url, agreed=form.offered["agreed"], marks=["ai_generated"])

    status, page, _ = browse(campaign, form.action, body)
    assert status == 202
    again, later, _ = browse(campaign, form.action, body)
    (kept,) = links(page, "submissions")
    assert (again, links(later, "submissions")) == (202, [kept]), "sent twice, it is one"
    in_review(campaign, one)
    assert browse(campaign, kept)[0] == 200
    assert campaign.moderator.video(key).marks == ("ai_generated",)
    campaign.moderator.feature(campaign.moderator.video(key))
    wait_for(f"@{handle} on the hub", partial(shows, campaign, f"{language}/index.html", handle), WAIT)

    form = hub_form(campaign, language, "withdraw")
    status, page, url = browse(campaign, form.action, form.filled(link=kept))
    assert status == 200
    assert campaign.moderator.video(key).status is VideoStatus.FEATURED, "the page asks once more"
    asking = form_in(page)
    assert browse(campaign, urljoin(url, asking.action), asking.filled())[0] == 200
    assert campaign.moderator.video(key).status is VideoStatus.WITHDRAWN
    wait_for(f"@{handle} to be gone", lambda: not shows(campaign, f"{language}/index.html", handle), WAIT)


def test_what_does_not_fit_comes_back_with_every_fault(campaign: Campaign) -> None:
    form = hub_form(campaign, "en", "submit")
    (version,) = form.offered["agreed"]
    wrong = form.filled(link='https://example.org/"><b>', agreed=version).replace(version, "2020-01-01")

    status, page, url = browse(campaign, form.action, wrong)

    assert status == 422
    assert {name for name in ("link", "agreed") if f'id="{name}-fault"' in page} == {"link", "agreed"}
    again = form_in(page)
    assert ("link", 'https://example.org/"><b>') in again.given
    assert urljoin(url, again.action) == form.action


@pytest.mark.parametrize("language", ["ar", "en"])
def test_from_the_hubs_form_to_the_mailbox_to_other_choices_to_a_goodbye(
    campaign: Campaign, language: str
) -> None:
    address = f"planted.address.form.{language}@example.org"
    form = hub_form(campaign, language, "subscribe")
    body = form.filled(address=address, topics="toolkits", zone="Africa/Cairo", start="00:00", end="00:00")

    assert browse(campaign, form.action, body)[0] == 202
    confirm = unescape(link_in(campaign, address))
    asking = form_in(browse(campaign, confirm)[1])
    assert browse(campaign, urljoin(confirm, asking.action), asking.filled())[0] == 200
    subscriber_id = confirm.split("/")[5]
    assert is_stored(campaign, subscriber_id)

    form = hub_form(campaign, language, "preferences")
    known = browse(campaign, form.action, form.filled(address=address))
    unknown = browse(campaign, form.action, form.filled(address="planted.address.nobody@example.org"))
    assert known[:2] == unknown[:2]
    choices = unescape(link_in(campaign, address, number=2))
    page = browse(campaign, choices)[1]
    assert address in page
    wishes = form_in(page)
    status, page, _ = browse(
        campaign, urljoin(choices, wishes.action), wishes.filled(topics="sessions", zone="Asia/Beirut")
    )
    assert status == 200
    assert ("topics", "sessions") in form_in(page).given
    assert ("zone", "Asia/Beirut") in form_in(page).given

    (leave,) = links(page, rf"subscriptions/{subscriber_id}/unsubscribe")
    goodbye = form_in(browse(campaign, leave)[1])
    assert browse(campaign, urljoin(leave, goodbye.action), goodbye.filled())[0] == 200
    assert not is_stored(campaign, subscriber_id)
    assert [mail for mail in campaign.mails() if "planted.address.nobody@example.org" in mail.to] == []
