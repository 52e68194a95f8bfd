"""The adapters that send: queue, bus, quarantine, secrets."""

import json
import random
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from campaign.aws.bus import Bus
from campaign.aws.quarantine import KEEP_DAYS, TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from campaign.kernel.batch import MAX_REASON
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import TransientError
from campaign.videos.intake import MAX_BYTES
from tests.unit.conftest import FixedClock
from tests.unit.stored import items_under
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


class Taking:
    """Keeps the sizes of the batches that it is sent."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def send_message_batch(self, **batch: Any) -> dict[str, Any]:
        self.batches.append([len(entry["MessageBody"].encode()) for entry in batch["Entries"]])
        return {}


def test_messages_that_are_too_large_together_go_in_several_batches() -> None:
    taking = Taking()

    Queue(taking, "url").send_all(["أ" * 50_000] * 4)  # type: ignore[arg-type]  # a stand-in

    assert taking.batches == [[100_000] * 2] * 2


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
    items = items_under(table, "QUAR#intake")
    assert {item.expires_at for item in items} == {
        int((clock() - timedelta(seconds=back) + timedelta(days=KEEP_DAYS)).timestamp()) for back in (0, 1)
    }


RANDOM = random.Random(7)


@pytest.mark.parametrize(
    "body",
    [
        '"' * MAX_BYTES,
        "\x01" * MAX_BYTES,
        RANDOM.randbytes(MAX_BYTES // 2).hex(),
        "".join(chr(RANDOM.randrange(0x10000, 0x110000)) for _ in range(MAX_BYTES // 4)),
        RANDOM.randbytes(MAX_BYTES).translate(bytes(range(128)) * 2).decode("ascii"),
    ],
    ids=["quotes", "control characters", "hex", "unicode", "any ASCII"],
)
def test_the_longest_message_of_a_queue_fits_into_the_quarantine_whatever_is_in_it(
    table: Table, clock: FixedClock, body: str
) -> None:
    quarantine = TableQuarantine(table)

    quarantine.put("intake", body, "r" * MAX_REASON, clock())

    (entry,) = quarantine.entries()
    assert entry.body == body
    (item,) = items_under(table, "QUAR#intake")
    assert len(item.data) < 400_000


def test_a_secret_is_read_once_and_again_when_it_may_have_been_rotated(aws: None, clock: FixedClock) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="s", SecretString=json.dumps({"key": "old"}))["ARN"]
    secret = Secret(lambda: client, arn, "key", clock)
    assert secret.value() == "old"

    client.put_secret_value(SecretId=arn, SecretString=json.dumps({"key": "new"}))
    assert secret.value() == "old"
    clock.advance(minutes=6)
    assert secret.value() == "new"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ({"key": "old"}, ("old",)),
        ({"key": "old", "key_next": "new"}, ("old", "new")),
        ({"key": "old", "key_next": ""}, ("old",)),
        ({"key": "old", "key_next": None}, ("old",)),
    ],
)
def test_a_secret_being_rotated_has_a_successor(
    aws: None, clock: FixedClock, text: dict[str, Any], values: tuple[str, ...]
) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="s", SecretString=json.dumps(text))["ARN"]
    secret = Secret(lambda: client, arn, "key", clock)

    assert secret.values() == values
    assert secret.value() == "old"


@pytest.mark.parametrize(
    "text", ["{}", "planted", "[]", "null", '{"key": null}', '{"key": ""}', '{"key_next": "planted"}']
)
def test_a_secret_without_its_field_opens_nothing_until_it_is_mended(
    aws: None, clock: FixedClock, text: str
) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="s", SecretString=text)["ARN"]
    secret = Secret(lambda: client, arn, "key", clock)

    with pytest.raises(TransientError, match="no text in its field key") as raised:
        secret.value()
    assert arn in str(raised.value)
    assert "planted" not in str(raised.value)

    client.put_secret_value(SecretId=arn, SecretString='{"key": "mended"}')
    assert secret.value() == "mended"


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
def test_a_secret_that_cannot_be_read_may_be_readable_later(aws: None, clock: FixedClock, code: str) -> None:
    client = boto3.client("secretsmanager")
    secret = Secret(lambda: client, "the-secret", "key", clock)

    with Stubber(client) as stub:
        stub.add_client_error("get_secret_value", code, http_status_code=400)
        with pytest.raises(TransientError, match=f"the-secret: AWS answered {code}"):
            secret.value()
