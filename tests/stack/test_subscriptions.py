"""A person subscribes on the public page, says yes by the link in their mailbox, chooses anew, and leaves."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
import urllib3

from campaign.announcements.email_tags import email_tags
from campaign.audience.storage import partition
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.waiting import wait_for
from tests.simulators.receiver import WebhookReceiver
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import session
from tests.stack.test_videos import WAIT

pytestmark = pytest.mark.stack

WISHES = {
    "lang": "en",
    "channel": "email",
    "topics": "toolkits",
    "language": "en",
    "cadence": "immediate",
    "zone": "Africa/Cairo",
    "start": "00:00",
    "end": "00:00",
}


def ask(
    campaign: Campaign,
    url: str,
    form: dict[str, Any] | str | None = None,
    content_type: str = "application/x-www-form-urlencoded",
) -> tuple[int, str, dict[str, str]]:
    """Opens an address, or posts a form to it."""
    found = campaign.reach(unescape(url))
    body = form if isinstance(form, str) or form is None else urlencode(form, doseq=True)
    answer = urllib3.request(
        "GET" if form is None else "POST",
        found.url,
        body=body,
        headers={**found.headers, **({} if form is None else {"Content-Type": content_type})},
        retries=False,
        timeout=15,
    )
    return answer.status, answer.data.decode(), dict(answer.headers)


def to(campaign: Campaign, address: str) -> list[Mail]:
    return [mail for mail in campaign.mails() if address in mail.to]


def link_in(campaign: Campaign, address: str, number: int = 1) -> str:
    """Of the mail of that number to this address."""
    wait_for("the mail with the link", lambda: len(to(campaign, address)) >= number, WAIT)
    (link,) = re.findall(r"https://\S+/subscriptions/\S+", to(campaign, address)[number - 1].text)
    return str(link)


def subscribe(campaign: Campaign, address: str, **wishes: Any) -> str:
    """The answer's page. The form is the one of the page, posted where the page says."""
    page_url = campaign.outputs["SubscribeUrl"] + "?lang=en"
    status, page, headers = ask(campaign, page_url)
    assert status == 200
    assert "script" not in headers["Content-Security-Policy"]
    (action,) = re.findall(r'<form method="post" action="([^"]*)">', page)
    status, text, _ = ask(campaign, urljoin(page_url, action), {**WISHES, "address": address, **wishes})
    assert status == 202
    return text


def subscribed(campaign: Campaign, address: str, **wishes: Any) -> tuple[str, dict[str, str]]:
    """The subscriber's id, and the links that their pages show."""
    subscribe(campaign, address, **wishes)
    link = link_in(campaign, address)
    assert ask(campaign, link)[0] == 200
    status, page, _ = ask(campaign, link, {})
    assert status == 200
    (preferences,) = re.findall(r'href="(https://[^"]*/preferences[^"]*)"', page)
    (unsubscribe,) = re.findall(r'href="(https://[^"]*/unsubscribe[^"]*)"', ask(campaign, preferences)[1])
    return link.split("/")[5], {"preferences": preferences, "unsubscribe": unsubscribe}


def is_stored(campaign: Campaign, subscriber_id: str) -> bool:
    return any(pk == partition(subscriber_id) for pk, _ in campaign.stored_keys())


def test_from_the_public_page_by_the_mailbox_to_a_goodbye(campaign: Campaign) -> None:
    address = "planted.address.subscriber@example.org"
    subscriber_id, links = subscribed(campaign, address)

    status, page, _ = ask(campaign, links["preferences"], {**WISHES, "topics": "sessions", "language": "ar"})
    assert status == 200
    assert "Saved" in page
    assert address in page

    status, text, _ = ask(campaign, links["unsubscribe"], "List-Unsubscribe=One-Click")
    assert (status, text) == (200, "")
    assert not is_stored(campaign, subscriber_id)
    assert ask(campaign, links["preferences"])[0] == 404


def test_a_known_address_is_told_apart_in_its_own_mailbox_alone(campaign: Campaign) -> None:
    address = "planted.address.known@example.org"
    first = subscribe(campaign, address)
    assert ask(campaign, link_in(campaign, address), {})[0] == 200

    assert subscribe(campaign, address) == first
    choices = link_in(campaign, address, number=2)
    assert "/preferences?" in choices
    campaign.publisher.remove_subscriber(choices.split("/")[5])


def test_an_endpoint_confirms_by_a_signed_event_and_is_shown_its_secret(campaign: Campaign) -> None:
    with WebhookReceiver() as receiver:
        body = json.dumps(
            {"channel": "webhook", "address": receiver.url, "language": "en", "topics": ["toolkits"]}
        )
        url = f"{campaign.outputs['PublicApiUrl']}/subscriptions"
        assert ask(campaign, url, body, "application/json")[0] == 202
        (received,) = receiver.wait_for(1, WAIT)
    said = json.loads(received.request.body)

    assert said["type"] == "subscription.confirm"
    assert "whsec_" in ask(campaign, said["data"]["link"], {})[1]
    subscriber_id = said["data"]["link"].split("/")[5]
    campaign.publisher.remove_subscriber(subscriber_id)


def test_mail_that_bounces_for_good_is_the_last_to_that_address(campaign: Campaign) -> None:
    """The embedded AWS tells nobody of a bounce; the topic is told as SES would tell it."""
    address = "planted.address.bounced@example.org"
    subscriber_id, links = subscribed(campaign, address, topics="sessions")
    event = {
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": address, "action": "failed", "status": "5.1.1"}],
            "timestamp": "2026-03-01T12:00:02.669Z",
        },
        "mail": {
            "destination": [address],
            "tags": {
                name: [value] for name, value in email_tags("session:a@1/live.now", subscriber_id).items()
            },
        },
    }

    campaign.deployment.client("sns").publish(
        TopicArn=campaign.outputs["MailEventsTopicArn"], Message=json.dumps(event)
    )

    wait_for("the end of the address", lambda: not is_stored(campaign, subscriber_id), WAIT)
    assert ask(campaign, links["preferences"])[0] == 404
    announced = session("after-a-bounce", utc_now() + timedelta(days=7))
    campaign.publisher.schedule_session(announced)
    wait_for("the others' mail", lambda: len(campaign.mails("after-a-bounce")) >= 2, WAIT)
    told = {one for mail in campaign.mails("after-a-bounce") for one in mail.to}
    assert address not in told


def test_what_is_no_event_is_set_aside_without_the_address(campaign: Campaign) -> None:
    campaign.deployment.client("sns").publish(
        TopicArn=campaign.outputs["MailEventsTopicArn"],
        Message='{"eventType": 1, "to": "planted.address.malformed@example.org"}',
    )

    def found() -> list[str]:
        table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
        return [entry.body for entry in TableQuarantine(table).entries() if "eventType" in entry.body]

    wait_for("the quarantine", lambda: bool(found()), WAIT)
    assert "planted" not in str(found())
