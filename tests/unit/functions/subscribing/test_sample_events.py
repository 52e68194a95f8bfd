"""Every sample event of the subscribing functions is replayed here; the tables say what it must leave behind.

The queue functions meet: the subscriber invented-reader by mail and phone, who was sent an announcement; the
subscriber s-known-reader; and three who have asked: s-new-reader, s-known-reader and s-phone.
"""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import DeliveryState, entry
from campaign.audience.subscriber import Channel, Contact
from campaign.aws.announcements import DeliveryTable
from campaign.aws.quarantine import TableQuarantine
from campaign.subscriptions.subscription import Pending
from tests.unit.announcements.samples import delivery, due
from tests.unit.audience.samples import BOX, reader
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.subscribing.stage import Stage
from tests.unit.sessions.samples import NOW

EVENTS = Path(__file__).parents[4] / "events"
HTML, JSON, PROBLEM = "text/html; charset=utf-8", "application/json", "application/problem+json"

# status, type of the answer, words in it
ANSWERED = {
    "show_form": (200, HTML, "Be told in time"),
    "show_form_in_arabic": (200, HTML, 'dir="rtl"'),
    "show_form_for_one_session": (200, HTML, 'value="session:ramadan-talk" checked'),
    "subscribe_by_form": (202, HTML, "One more step"),
    "subscribe_by_form_without_topics": (422, HTML, "at least one thing"),
    "subscribe_by_form_with_a_broken_address": (422, HTML, "look at the address again"),
    "subscribe_by_program": (202, JSON, '"asked"'),
    "subscribe_with_three_faults": (422, PROBLEM, "/zone"),
    "subscribe_a_private_endpoint": (422, PROBLEM, "not public"),
    "subscribe_a_phone_while_texts_are_off": (422, PROBLEM, "text messages are off"),
    "subscribe_not_json": (422, PROBLEM, "Invalid JSON"),
    "send_link": (202, HTML, "look into your mailbox"),
    "send_link_to_no_address": (422, HTML, 'id="address-fault"'),
    "show_confirm_with_another_token": (404, HTML, "This link has ended"),
    "confirm_with_another_token": (404, HTML, "This link has ended"),
    "show_preferences_with_another_token": (404, HTML, "does not open anything"),
    "choose_with_another_token": (404, HTML, "does not open anything"),
    "show_unsubscribe_with_another_token": (404, HTML, "does not open anything"),
    "unsubscribe_with_another_token": (404, HTML, "does not open anything"),
    "one_click_with_another_token": (404, HTML, 'lang="ar"'),
    "unknown_route": (404, PROBLEM, "no such route"),
}
CONFIRM, CHOICES = "Shall we write to you?", "Your subscription"
# the subjects of the mails that were sent, what is in quarantine and why
INVITED: dict[str, tuple[list[str], list[str]]] = {
    "new_reader": ([CONFIRM], []),
    "new_reader_twice": ([CONFIRM], []),
    "known_reader": ([CHOICES], []),
    "nobody": ([], []),
    "nobody_asked_for_a_link": ([], []),
    "a_phone_while_texts_are_off": (
        [],
        ["subscription s-phone: its channel is off; turn it on, then redrive the message"],
    ),
    "malformed_among_good": (
        [CONFIRM],
        [
            "detail.id: missing; detail.type: missing; detail.subject: missing; detail.revision: missing; "
            "detail.occurred_at: missing; detail.correlation_id: missing"
        ],
    ),
}
# the channels that are left, the ledger's state and reason, what is in quarantine and why
SENT = ("sent", None)
RECORDED: dict[str, tuple[list[str], tuple[str, str | None], list[str]]] = {
    "permanent_bounce": (["sms"], ("bounced", "Permanent/General"), []),
    "permanent_bounce_twice": (["sms"], ("bounced", "Permanent/General"), []),
    "full_mailbox": (["email", "sms"], SENT, []),
    "bounce_of_an_earlier_address": (["email", "sms"], ("bounced", "Permanent/General"), []),
    "complaint": (["sms"], ("bounced", "complaint/abuse"), []),
    "not_spam": (["email", "sms"], SENT, []),
    "delay": (["email", "sms"], SENT, []),
    "malformed": (["email", "sms"], SENT, ["bounce.bounceType: literal_error"]),
}
DELIVERY = delivery(due(Milestone.SESSION_ANNOUNCED))


def sample(folder: str, name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / folder / f"{name}.json").read_text("utf-8"))
    return event


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.audience.register(reader(fallbacks=[{"channel": "sms", "address": "+971500000000"}]))
    stage.audience.register(reader(id="s-known-reader"))
    for name, channel, address in (
        ("s-new-reader", "email", "new@example.org"),
        ("s-known-reader", "email", "reader@example.org"),
        ("s-phone", "sms", "+971500000000"),
    ):
        contact = Contact.model_validate(
            {"channel": channel, "sealed": BOX.seal(name, Channel(channel), address)}
        )
        wishes: dict[str, Any] = {"language": "en", "topics": ["everything"]}
        asked = Pending(id=name, contact=contact, asked_at=NOW, correlation_id="c-1", **wishes)
        stage.subscriptions.ask(asked, None)
    DeliveryTable(stage.table).settle([(entry(DELIVERY, None, DeliveryState.SENT, NOW), None)])
    return stage


def replay(function: ModuleType, folder: str, name: str) -> None:
    assert function.handler(sample(folder, name), FakeLambdaContext()) == {"batchItemFailures": []}


def quarantined(stage: Stage) -> list[str]:
    return [entry.reason for entry in TableQuarantine(stage.table).entries()]


@pytest.mark.enable_socket  # a literal address is "resolved", which asks no server
@pytest.mark.parametrize("name", ANSWERED)
def test_a_request_is_answered_as_documented(stage: Stage, name: str) -> None:
    answer = stage.call(sample("serve_subscriptions", name))

    status, content_type, words = ANSWERED[name]
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    assert words in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_all_faults_of_a_program_are_named_at_once(stage: Stage) -> None:
    answer = stage.call(sample("serve_subscriptions", "subscribe_with_three_faults"))

    faults = {fault["pointer"] for fault in json.loads(answer.text)["errors"]}
    assert faults == {"/language", "/topics", "/zone"}


@pytest.mark.parametrize("name", INVITED)
def test_inviting_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.inviter, "invite_subscribers", name)

    subjects, reasons = INVITED[name]
    assert [mail.subject.partition(" · ")[0] for mail in stage.mails()] == subjects
    assert quarantined(stage) == reasons


@pytest.mark.parametrize("name", RECORDED)
def test_a_bounce_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.bouncer, "record_bounces", name)

    channels, settled, reasons = RECORDED[name]
    found = stage.audience.find("invented-reader")
    assert found is not None
    assert [contact.channel for contact in found.contacts] == channels
    known = DeliveryTable(stage.table).known([DELIVERY]).get(DELIVERY)
    assert known is not None
    assert (known.state, known.reason) == settled
    assert quarantined(stage) == reasons


def test_what_is_set_aside_of_a_bounce_holds_no_address(stage: Stage) -> None:
    replay(stage.bouncer, "record_bounces", "malformed")

    (kept,) = TableQuarantine(stage.table).entries()
    assert "@" not in kept.body
    assert "[address]" in kept.body


@pytest.mark.parametrize(
    ("folder", "known"),
    [("serve_subscriptions", ANSWERED), ("invite_subscribers", INVITED), ("record_bounces", RECORDED)],
)
def test_no_sample_event_is_left_out(folder: str, known: dict[str, object]) -> None:
    assert {path.stem for path in (EVENTS / folder).glob("*.json")} == known.keys()
