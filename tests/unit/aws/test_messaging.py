"""The adapters that send: queue, bus, quarantine, secrets."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest

from campaign.aws.bus import Bus
from campaign.aws.quarantine import KEEP_DAYS, TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import TransientError
from tests.unit.conftest import FixedClock
from tests.unit.template_resources import Resources


def received(url: str) -> list[str]:
    bodies: list[str] = []
    while (
        messages := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages")
    ):
        bodies += [message["Body"] for message in messages]
    return bodies


def test_any_number_of_messages_is_sent_in_tens(resources: Resources) -> None:
    queue = Queue(boto3.client("sqs"), resources.queue_url("intake"))

    queue.send_all(str(number) for number in range(23))
    queue.send("last")

    assert sorted(received(queue.url)) == sorted([*map(str, range(23)), "last"])


class Refusing:
    def send_message_batch(self, **_: Any) -> dict[str, Any]:
        return {"Successful": [], "Failed": [{"Id": "0"}]}

    def put_events(self, **_: Any) -> dict[str, Any]:
        return {"Entries": [{"EventId": "1"}, {"ErrorCode": "InternalFailure"}]}


def test_a_message_that_the_queue_refuses_is_not_forgotten() -> None:
    with pytest.raises(TransientError, match="1 of 1 messages refused"):
        Queue(Refusing(), "url").send_all(["a"])  # type: ignore[arg-type]  # a stand-in


def test_the_bus_says_which_events_it_did_not_take(clock: FixedClock) -> None:
    event = ChangeEvent(
        id="session:a@1/session.scheduled",
        type="session.scheduled",
        subject="session:a",
        revision=1,
        occurred_at=clock(),
        correlation_id="c",
    )

    assert Bus(Refusing(), "bus").put([event, event]) == [True, False]  # type: ignore[arg-type]  # a stand-in


def test_the_quarantine_keeps_a_message_once_with_its_reason_and_forgets_it_in_time(
    table: Table, clock: FixedClock
) -> None:
    quarantine = TableQuarantine(table)

    quarantine.put("intake", "first", "kind: missing", clock())
    clock.advance(seconds=1)
    quarantine.put("intake", "first", "kind: missing", clock())
    quarantine.put("intake", "second", "id: missing", clock())

    assert [(entry.body, entry.reason) for entry in quarantine.entries()] == [
        ("second", "id: missing"),
        ("first", "kind: missing"),
    ]
    items = list(table.query("QUAR#intake"))
    assert {item.expires_at for item in items} == {
        int((clock() - timedelta(seconds=back) + timedelta(days=KEEP_DAYS)).timestamp()) for back in (0, 1)
    }


def test_a_secret_is_read_once_and_again_when_it_may_have_been_rotated(aws: None, clock: FixedClock) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="s", SecretString=json.dumps({"key": "old"}))["ARN"]
    secret = Secret(lambda: client, arn, "key", clock)
    assert secret.value() == "old"

    client.put_secret_value(SecretId=arn, SecretString=json.dumps({"key": "new"}))
    assert secret.value() == "old"
    clock.advance(minutes=6)
    assert secret.value() == "new"


def test_a_secret_without_its_field_opens_nothing(aws: None, clock: FixedClock) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="s", SecretString="{}")["ARN"]

    with pytest.raises(KeyError):
        Secret(lambda: client, arn, "key", clock).value()
