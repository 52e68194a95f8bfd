"""A creator connects their account in a browser, their posts come into review, and they leave by either
door."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import urllib3

from campaign.creators.departures import connection_key
from campaign.kernel.clock import utc_now
from campaign.videos.video import VideoKey
from campaign_cli.waiting import wait_for
from tests.simulators.authorize import Decision
from tests.simulators.models import SimulatedVideo
from tests.simulators.webhook_bodies import RemovalReason
from tests.stack.conftest import Campaign
from tests.stack.test_videos import WAIT, in_review, video

pytestmark = pytest.mark.stack


@dataclass
class Page:
    status: int
    address: str
    headers: dict[str, str]
    text: str

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"the form has no {name}"
        return unescape(found[1])

    @property
    def link(self) -> str:
        """The first in the page's own words; what leads back to the hub comes after it."""
        found = re.search(r'<main>.*?<a href="([^"]*)"', self.text, re.DOTALL)
        assert found
        return unescape(found[1])


class Browser:
    """Follows links and sends forms as a browser does: relative addresses, cookies, no redirect unseen."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Page:
        return self._ask("GET", address)

    def send(self, page: Page, **changes: str) -> Page:
        action = re.search(r'<form method="post" action="([^"]*)">', page.text)
        assert action
        names = re.findall(r'type="hidden" name="([^"]*)"', page.text)
        fields = {name: page.field(name) for name in names} | changes
        return self._ask("POST", urljoin(page.address, unescape(action[1])), urlencode(fields).encode())

    def _ask(self, method: str, address: str, body: bytes | None = None) -> Page:
        found = self.campaign.reach(address)
        is_ours = urlsplit(address).scheme == "https"
        url, headers = (found.url, found.headers) if is_ours else (address, {})
        if is_ours and self.cookies:
            headers = headers | {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            }
        if body is not None:
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = urllib3.request(
            method, url, body=body, headers=headers, redirect=False, retries=False, timeout=30
        )
        for name, cookie in SimpleCookie(answer.headers.get("Set-Cookie", "")).items():
            assert cookie["secure"]
            assert cookie["httponly"]
            self.cookies[name] = cookie.value
        return Page(answer.status, address, dict(answer.headers), answer.data.decode())


def connect(campaign: Campaign, handle: str, language: str = "en") -> Page:
    """The page on which the creator ends up."""
    open_id = campaign.creator(handle).open_id
    campaign.tiktok.authorize_page.decision = Decision(open_id=open_id)
    browser = Browser(campaign)
    asked = browser.get(f"{campaign.outputs['ConnectUrl']}?lang={language}")
    assert asked.status == 200
    sent = browser.send(asked)
    assert sent.status == 303
    at_tiktok = browser.get(sent.headers["Location"])
    assert at_tiktok.status == 302
    assert at_tiktok.headers["Location"].startswith(f"{campaign.outputs['ConnectRedirectUrl']}?")
    return browser.get(at_tiktok.headers["Location"])


def posted(campaign: Campaign, number: int, handle: str) -> SimulatedVideo:
    """A public post of an hour ago, of which no webhook tells."""
    one = video(number, handle).model_copy(update={"created_at": utc_now() - timedelta(hours=1)})
    campaign.tiktok.catalogue.put(one)
    return one


def poll(campaign: Campaign) -> None:
    answer = campaign.deployment.client("lambda").invoke(
        FunctionName=campaign.outputs["PollCreatorsFunction"]
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def stored_items(campaign: Campaign) -> list[str]:
    pages = campaign.deployment.client("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=campaign.outputs["TableName"], ConsistentRead=True)
    return [json.dumps(item) for page in found for item in page["Items"]]


def is_connected(campaign: Campaign, handle: str) -> bool:
    return connection_key("tiktok", f"act.{handle}") in campaign.stored_keys()


def test_a_connected_creators_post_comes_into_review_and_leaves_with_them(campaign: Campaign) -> None:
    connected = connect(campaign, "flow.connected")
    assert connected.status == 200
    assert 'lang="en" dir="ltr"' in connected.text
    assert "default-src 'none'" in connected.headers["Content-Security-Policy"]
    assert is_connected(campaign, "flow.connected")

    one = posted(campaign, 400, "flow.connected")
    poll(campaign)
    in_review(campaign, one)
    seen = campaign.moderator.video(VideoKey(f"tiktok:{one.id}"))
    assert (seen.source, seen.creator.handle) == ("creator", "flow.connected")

    browser = Browser(campaign)
    question = browser.get(urljoin(connected.address, connected.link))
    left = browser.send(question)
    assert (left.status, is_connected(campaign, "flow.connected")) == (200, False)
    assert campaign.tiktok.tokens.issued_to("act.flow.connected") == []
    wait_for(
        "the creator's video to be withdrawn",
        lambda: campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).caption == "",
        WAIT,
    )
    assert browser.get(urljoin(connected.address, connected.link)).status == 404


def test_whoever_removes_the_app_at_tiktok_is_disconnected_here(campaign: Campaign) -> None:
    assert 'lang="ar" dir="rtl"' in connect(campaign, "flow.removed", "ar").text
    assert is_connected(campaign, "flow.removed")

    body = campaign.bodies.authorization_removed("act.flow.removed", RemovalReason.USER_DISCONNECTED)
    assert campaign.webhook(body).accepted

    wait_for("the tokens to be gone", lambda: not is_connected(campaign, "flow.removed"), WAIT)


def test_an_access_token_that_ended_is_renewed(campaign: Campaign) -> None:
    connect(campaign, "flow.renewed")
    first = set(campaign.tiktok.tokens.issued_to("act.flow.renewed"))
    campaign.tiktok.tokens.age("act.flow.renewed")
    one = posted(campaign, 401, "flow.renewed")

    poll(campaign)

    in_review(campaign, one)
    renewed = set(campaign.tiktok.tokens.issued_to("act.flow.renewed"))
    assert (len(first), len(renewed), first & renewed) == (2, 2, set()), "access and refresh token, both anew"


def runs(campaign: Campaign) -> int:
    return sum('"creators listed"' in line for line in campaign.log_lines())


def test_the_schedule_wakes_the_poll(campaign: Campaign) -> None:
    """By a copy of it that is due now: nobody waits for the next quarter of an hour."""
    scheduler, function = campaign.deployment.client("scheduler"), campaign.outputs["PollCreatorsFunction"]
    (ours,) = [
        one
        for page in scheduler.get_paginator("list_schedules").paginate()
        for one in page["Schedules"]
        if function in one["Target"]["Arn"]
    ]
    schedule = scheduler.get_schedule(Name=ours["Name"], GroupName=ours["GroupName"])
    assert schedule["ScheduleExpression"] == "rate(15 minutes)"
    before = runs(campaign)

    scheduler.create_schedule(
        Name="poll-now",
        ScheduleExpression=f"at({utc_now():%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target=schedule["Target"],
    )

    wait_for("a run of poll_creators", lambda: runs(campaign) > before, WAIT)


def test_no_forged_answer_connects_anybody(campaign: Campaign) -> None:
    creator = campaign.creator("flow.forged")
    redirect_uri = campaign.outputs["ConnectRedirectUrl"]
    code = campaign.tiktok.tokens.authorize(creator.open_id, redirect_uri)
    browser = Browser(campaign)
    browser.send(browser.get(campaign.outputs["ConnectUrl"]))
    query = urlencode({"code": code, "state": "en-forged"})

    answer = browser.get(f"{redirect_uri}?{query}")

    assert answer.status == 400
    assert "This page has had its time" in answer.text
    assert not is_connected(campaign, "flow.forged")


def test_no_token_is_stored_or_logged_in_clear(campaign: Campaign) -> None:
    connect(campaign, "flow.sealed")
    tokens = campaign.tiktok.tokens.issued_to("act.flow.sealed")

    assert len(tokens) == 2
    everything = [*campaign.log_lines(), *stored_items(campaign)]
    assert [token for token in tokens for line in everything if token in line] == []
