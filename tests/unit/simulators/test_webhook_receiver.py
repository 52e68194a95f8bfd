import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import urllib3
from standardwebhooks import Webhook

from tests.simulators.receiver import WebhookReceiver

pytestmark = pytest.mark.enable_socket
SECRET = "whsec_" + base64.b64encode(b"an invented key of thirty-two by").decode()
BODY = '{"type":"session.live"}'


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver(SECRET) as running:
        yield running


def deliver(receiver: WebhookReceiver, secret: str = SECRET) -> int:
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "session:one@1/live",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("session:one@1/live", now, BODY),
    }
    return urllib3.request("POST", receiver.url, body=BODY, headers=headers, retries=False).status


def test_a_signed_delivery_is_verified_and_kept(receiver: WebhookReceiver) -> None:
    status = deliver(receiver)

    (received,) = receiver.received
    assert (status, received.verified, received.webhook_id) == (200, True, "session:one@1/live")
    assert received.request.body == BODY.encode()


def test_a_delivery_under_another_secret_is_refused_and_kept(receiver: WebhookReceiver) -> None:
    status = deliver(receiver, secret="whsec_" + base64.b64encode(b"some other key").decode())

    assert (status, receiver.received[0].verified) == (401, False)


def test_scripted_statuses_come_in_their_order(receiver: WebhookReceiver) -> None:
    receiver.answer_next(503, 410)

    assert [deliver(receiver) for _ in range(3)] == [503, 410, 200]


def test_waiting_ends_when_enough_has_come(receiver: WebhookReceiver) -> None:
    deliver(receiver)

    assert len(receiver.wait_for(1)) == 1


def test_waiting_in_vain_says_how_many_came(receiver: WebhookReceiver) -> None:
    with pytest.raises(TimeoutError, match="0 of 1"):
        receiver.wait_for(1, timeout_seconds=0.05)
