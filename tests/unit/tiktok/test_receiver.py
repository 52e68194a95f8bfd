import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.kernel.errors import TransientError
from campaign.tiktok.receiver import tiktok_receiver
from campaign.webhooks.receiver import WebhookReceiver
from tests.simulators.webhook_bodies import RemovalReason, WebhookBodies
from tests.simulators.webhooks import signature
from tests.unit.videos.messages import NOON

SECRET = "simulated_client_secret"
BODIES = WebhookBodies("simulated_client_key", lambda: NOON)
PUBLIC = BODIES.post_publicly_available("open-noor", "7374895375649443115", "p1")
SIGNED_AT = int(NOON.timestamp())


class Queues:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def to(self, name: str) -> Callable[[str], None]:
        return lambda body: self.sent.append((name, body))


@pytest.fixture
def queues() -> Queues:
    return Queues()


def receiver(
    queues: Queues, secrets: Callable[[], tuple[str, ...]] = lambda: (SECRET,), **changes: Any
) -> WebhookReceiver:
    arguments: dict[str, Any] = {
        "send": {"intake": queues.to("intake"), "lookups": queues.to("lookups")},
        "secrets": secrets,
        "clock": lambda: NOON,
        "max_age_seconds": 300,
        "max_bytes": 65536,
    }
    return tiktok_receiver(**(arguments | changes))


def request(
    body: bytes, header: str | None = None, method: str = "POST", *, base64: bool = False
) -> dict[str, Any]:
    return {
        "version": "2.0",
        "headers": {"tiktok-signature": header or signature(SECRET, SIGNED_AT, body)},
        "requestContext": {"requestId": "request-1", "http": {"method": method}},
        "body": b64encode(body).decode() if base64 else body.decode(),
        "isBase64Encoded": base64,
    }


@pytest.mark.parametrize("base64", [False, True])
def test_a_signed_event_is_taken_and_queued(queues: Queues, base64: bool) -> None:
    answer = receiver(queues)(request(PUBLIC, base64=base64))
    assert answer == {"statusCode": 200, "body": ""}
    assert [name for name, _ in queues.sent] == ["lookups"]
    assert json.loads(queues.sent[0][1])["correlation_id"] == "request-1"


@pytest.mark.parametrize("secrets", [(SECRET, "next"), ("former", SECRET)])
def test_an_event_is_taken_with_either_secret_of_a_rotation(queues: Queues, secrets: tuple[str, str]) -> None:
    assert receiver(queues, lambda: secrets)(request(PUBLIC))["statusCode"] == 200
    assert len(queues.sent) == 1


def test_an_event_without_consequence_is_taken_and_queues_nothing(queues: Queues) -> None:
    answer = receiver(queues)(request(BODIES.post_publish_complete("open-noor", "p1")))
    assert answer["statusCode"] == 200
    assert queues.sent == []


def test_an_unknown_event_is_taken_and_kept_for_inspection(queues: Queues) -> None:
    answer = receiver(queues)(request(BODIES.event("post.applauded", "open-noor", {})))
    assert answer["statusCode"] == 200
    assert [(name, json.loads(body)["kind"]) for name, body in queues.sent] == [("intake", "event.unknown")]


@pytest.mark.parametrize(
    ("status", "event"),
    [
        (405, request(PUBLIC, method="GET")),
        (405, request(PUBLIC) | {"requestContext": None}),
        (413, request(b" " * 65537, "t=1,s=2")),
        (413, request(b" " * 65537)),
        (401, request(PUBLIC, "t=1,s=2")),
        (401, request(PUBLIC, signature("another_secret", SIGNED_AT, PUBLIC))),
        (401, request(PUBLIC, signature(SECRET, SIGNED_AT - 301, PUBLIC))),
        (401, request(PUBLIC, signature(SECRET, SIGNED_AT + 61, PUBLIC))),
        (401, request(PUBLIC) | {"headers": None}),
        (401, request(PUBLIC) | {"body": "***", "isBase64Encoded": True}),
        (401, request(PUBLIC) | {"body": None}),
        (400, request(b"<html>")),
        (400, request(b"[]")),
        (400, request(b"")),
    ],
)
def test_every_refusal_is_a_problem_document_and_queues_nothing(
    queues: Queues, status: int, event: dict[str, Any]
) -> None:
    answer = receiver(queues)(event)
    document = json.loads(answer["body"])
    assert answer["statusCode"] == document["status"] == status
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert document["detail"]
    assert queues.sent == []


def test_a_method_that_is_not_taken_is_told_which_one_is(queues: Queues) -> None:
    assert receiver(queues)(request(PUBLIC, method="PUT"))["headers"]["allow"] == "POST"


def test_a_large_body_is_refused_before_the_secret_is_even_read(queues: Queues) -> None:
    def secrets() -> tuple[str, ...]:
        raise AssertionError("nobody should ask")

    assert receiver(queues, secrets)(request(b" " * 65537))["statusCode"] == 413


def test_without_a_secret_there_is_no_entry(queues: Queues) -> None:
    def secrets() -> tuple[str, ...]:
        raise KeyError("client_secret")

    answer = receiver(queues, secrets)(request(PUBLIC))
    assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "60")
    assert queues.sent == []


def test_without_a_queue_tiktok_is_asked_to_come_again(queues: Queues) -> None:
    def send(_: str) -> None:
        raise TransientError("queue", "down", "wait")

    answer = receiver(queues, send={"lookups": send, "intake": send})(request(PUBLIC))
    assert answer["statusCode"] == 503


def test_a_repeated_request_within_its_window_asks_for_the_same_again(queues: Queues) -> None:
    receive = receiver(queues)
    event = request(BODIES.authorization_removed("open-noor", RemovalReason.BANNED))
    assert receive(event) == receive(event)
    assert queues.sent[0] == queues.sent[1]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    headers=st.dictionaries(st.sampled_from(["tiktok-signature", "Tiktok-Signature", "host"]), st.text()),
    body=st.one_of(st.none(), st.text(), JSON_VALUES.map(json.dumps)),
    base64=st.booleans(),
    method=st.sampled_from(["POST", "GET", ""]),
)
@settings(max_examples=500)
def test_no_forged_request_is_taken_and_none_breaks_the_door(
    headers: dict[str, str], body: str | None, base64: bool, method: str
) -> None:
    queues = Queues()
    event = {
        "headers": headers,
        "body": body,
        "isBase64Encoded": base64,
        "requestContext": {"requestId": "request-1", "http": {"method": method}},
    }
    assert receiver(queues)(event)["statusCode"] in {401, 405}
    assert queues.sent == []


@given(JSON_VALUES)
def test_every_signed_body_is_answered(value: object) -> None:
    queues = Queues()
    answer = receiver(queues)(request(json.dumps(value).encode()))
    assert answer["statusCode"] == (200 if isinstance(value, dict) else 400)
    assert len(queues.sent) == (1 if isinstance(value, dict) else 0)
