"""The link reaches whoever asked, though a process dies, over mail, a webhook or a text message."""

import json
from collections.abc import Callable
from html import unescape
from types import ModuleType
from unittest.mock import Mock

import pytest
from botocore.stub import ANY, Stubber

from campaign.audience.signing import webhook_secret
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from tests.simulators.receiver import WebhookReceiver
from tests.unit.conftest import FixedClock
from tests.unit.functions.announcing.stage import Killed, killed_after
from tests.unit.functions.subscribing.stage import Stage, build
from tests.unit.template_resources import Resources


def test_a_crash_between_any_two_calls_loses_no_invitation(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for calls in range(1, 8):
        address = f"reader-{calls}@example.org"
        stage.subscribe(address=address)
        stage.clock.advance(hours=1)
        try:
            with killed_after(monkeypatch, calls):
                stage.flow()
        except Killed:
            pass
        stage.flow()
        assert address in {mail.destinations["ToAddresses"][0] for mail in stage.mails()}


def test_an_event_that_comes_again_sends_nothing_again(stage: Stage) -> None:
    stage.subscribe()
    for _ in range(3):
        assert stage.flow() == []

    assert len(stage.mails()) == 1


def test_the_mail_is_in_the_readers_language_with_help_and_no_trap(stage: Stage) -> None:
    stage.subscribe(language="ar")
    stage.flow()

    (mail,) = stage.mails()
    assert mail.subject.startswith("هل نكتب إليك؟")
    assert "findahelpline.com" in mail.body
    assert "lang=ar" in stage.link()


def test_trouble_of_the_provider_is_tried_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.subscribe()
    with Stubber(stage.inviter.mail.client) as ses:
        ses.add_client_error("send_email", "SendingPausedException", http_status_code=400)
        assert len(stage.flow()) == 1

    assert stage.flow() == []
    assert len(stage.mails()) == 1


def test_an_address_that_the_provider_refuses_is_set_aside(stage: Stage) -> None:
    stage.subscribe()
    with Stubber(stage.inviter.mail.client) as ses:
        ses.add_client_error("send_email", "BadRequestException", http_status_code=400)
        assert stage.flow() == []

    (entry,) = TableQuarantine(stage.table).entries()
    assert "reader@example.org" not in entry.body + entry.reason


@pytest.mark.enable_socket
def test_an_endpoint_is_asked_by_a_signed_event_and_shown_its_secret_once(stage: Stage) -> None:
    with WebhookReceiver() as receiver:
        stage.subscribe(channel="webhook", address=receiver.url)
        stage.flow()
    (received,) = receiver.received
    said = json.loads(received.request.body)
    assert said["type"] == "subscription.confirm"

    link = said["data"]["link"]
    page = stage.visit(link, "POST")
    subscriber_id = link.split("/")[5]
    secret = webhook_secret("campaign key", subscriber_id)
    assert secret in unescape(page.text)
    assert secret not in stage.visit(link, "POST").text
    assert stage.audience.find(subscriber_id) is not None


@pytest.mark.parametrize(("status", "back", "aside"), [(503, 1, 0), (429, 1, 0), (410, 0, 1), (302, 0, 1)])
def test_what_an_endpoint_answers_decides(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int, back: int, aside: int
) -> None:
    monkeypatch.setattr(
        "campaign.audience.endpoints.socket.getaddrinfo",
        lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 0))],
    )
    connection = Mock()
    connection.__enter__ = lambda _: connection
    connection.__exit__ = lambda *_: None
    connection.urlopen.return_value.status = status
    monkeypatch.setattr(stage.inviter.webhooks, "connect", lambda endpoint: connection)
    stage.subscribe(channel="webhook", address="https://partner.example.org/hook")

    assert len(stage.flow()) == back
    assert len(list(TableQuarantine(stage.table).entries())) == aside


def test_text_messages_are_off_until_they_are_turned_on(
    resources: Resources,
    table: Table,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    load_function: Callable[..., ModuleType],
) -> None:
    stage = build(resources, table, clock, monkeypatch, load_function, SMS_ENABLED="true")
    (carrier,) = [one for name, one in stage.inviter.carriers.items() if name == "sms"]
    assert "text message" in stage.visit("https://a.example/v1/subscribe?lang=en").text

    assert stage.subscribe(channel="sms", address="+971500000000").status == 202
    with Stubber(carrier.client) as sns:
        sns.add_response("publish", {"MessageId": "m-1"}, {"PhoneNumber": "+971500000000", "Message": ANY})
        stage.flow()
        sns.assert_no_pending_responses()
