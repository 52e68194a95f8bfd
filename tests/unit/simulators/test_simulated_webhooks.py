import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.simulators.receiver import WebhookReceiver
from tests.simulators.webhook_bodies import GoneEvent, RemovalReason, WebhookBodies
from tests.simulators.webhooks import WebhookSender, signature
from tests.unit.conftest import FixedClock

pytestmark = pytest.mark.enable_socket
SECRET = "test_client_secret"
CONTRACT_BODY = (
    rb'{"client_key":"bwo2m45353a6k85","event":"authorization.removed","create_time":1615338610,'
    rb'"user_openid":"act.example12345Example12345Example","content":"{\"reason\": 1 }"}'
)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as running:
        yield running


def test_the_signature_is_that_of_the_contract() -> None:
    assert len(CONTRACT_BODY) == 170
    assert signature(SECRET, 1633174587, CONTRACT_BODY) == (
        "t=1633174587,s=39c29244091b6bb0d67eca735a97218805842b7c8cea52dde8296f6c0c36ae09"
    )


def test_a_webhook_arrives_signed_under_the_host_asked_for(receiver: WebhookReceiver) -> None:
    sender = WebhookSender(SECRET, clock=lambda: datetime.fromtimestamp(1633174587, UTC))

    (attempt,) = sender.send(receiver.url, CONTRACT_BODY, host="abc.lambda-url.example")

    (received,) = receiver.received
    assert attempt.accepted
    assert received.request.body == CONTRACT_BODY
    assert received.request.headers["tiktok-signature"] == signature(SECRET, 1633174587, CONTRACT_BODY)
    assert received.request.headers["host"] == "abc.lambda-url.example"


def test_a_refused_webhook_is_sent_again_with_a_longer_pause(receiver: WebhookReceiver) -> None:
    pauses: list[float] = []
    receiver.answer_next(500, 503)
    sender = WebhookSender(SECRET, sleep=pauses.append)

    attempts = sender.send(receiver.url, CONTRACT_BODY, attempts=5)

    assert [attempt.status for attempt in attempts] == [500, 503, 200]
    assert pauses == [1.0, 2.0]


def test_retries_end_after_72_hours(receiver: WebhookReceiver) -> None:
    pauses: list[float] = []
    receiver.answer_next(*[500] * 30)
    sender = WebhookSender(SECRET, sleep=pauses.append)

    sender.send(receiver.url, CONTRACT_BODY, attempts=30)

    assert timedelta(hours=24) < timedelta(seconds=sum(pauses)) <= timedelta(hours=72)


@pytest.mark.parametrize(("signs_anew", "different_signatures"), [(True, 2), (False, 1)])
def test_a_retry_is_signed_anew_or_not(
    receiver: WebhookReceiver, clock: FixedClock, signs_anew: bool, different_signatures: int
) -> None:
    receiver.answer_next(500)
    sender = WebhookSender(
        SECRET,
        clock,
        signs_retries_anew=signs_anew,
        sleep=lambda seconds: clock.advance(seconds=seconds),
    )

    sender.send(receiver.url, CONTRACT_BODY, attempts=2)

    signatures = {received.request.headers["tiktok-signature"] for received in receiver.received}
    assert len(signatures) == different_signatures


def test_a_stale_signature_can_be_sent(receiver: WebhookReceiver) -> None:
    WebhookSender(SECRET).send(receiver.url, b"{}", signed_at=datetime(2021, 10, 2, tzinfo=UTC))

    assert receiver.received[0].request.headers["tiktok-signature"].startswith("t=1633132800,")


def test_a_request_without_a_signature_can_be_sent(receiver: WebhookReceiver) -> None:
    attempt = WebhookSender(SECRET).post(receiver.url, b"not json")

    assert attempt.status == 200
    assert "tiktok-signature" not in receiver.received[0].request.headers


def test_a_receiver_that_is_away_is_an_attempt_with_a_problem() -> None:
    with WebhookReceiver() as gone:
        url = gone.url

    (attempt,) = WebhookSender(SECRET).send(url, b"{}")

    assert attempt.status is None
    assert "ConnectionRefused" in (attempt.problem or "")


@pytest.mark.parametrize(
    ("build", "event", "content"),
    [
        (
            lambda bodies: bodies.authorization_removed("o", RemovalReason.USER_DISCONNECTED),
            "authorization.removed",
            {"reason": 1},
        ),
        (lambda bodies: bodies.video_upload_failed("o", "s"), "video.upload.failed", {"share_id": "s"}),
        (
            lambda bodies: bodies.video_publish_completed("o", "s"),
            "video.publish.completed",
            {"share_id": "s"},
        ),
        (
            lambda bodies: bodies.portability_download_ready("o", "r"),
            "portability.download.ready",
            {"request_id": "r"},
        ),
        (
            lambda bodies: bodies.post_publish_failed("o", "p", "file_format_check_failed"),
            "post.publish.failed",
            {"publish_id": "p", "reason": "file_format_check_failed", "publish_type": "DIRECT_PUBLISH"},
        ),
        (
            lambda bodies: bodies.post_publish_complete("o", "p"),
            "post.publish.complete",
            {"publish_id": "p", "publish_type": "DIRECT_PUBLISH"},
        ),
        (
            lambda bodies: bodies.post_publish_inbox_delivered("o", "p"),
            "post.publish.inbox_delivered",
            {"publish_id": "p", "publish_type": "INBOX_SHARE"},
        ),
        (
            lambda bodies: bodies.post_publicly_available("o", 7, "p"),
            "post.publish.publicly_available",
            {"publish_id": "p", "post_id": 7, "publish_type": "DIRECT_PUBLISH"},
        ),
        (
            lambda bodies: bodies.post_no_longer_available("o", "7", "p"),
            "post.publish.no_longer_publicaly_available",
            {"publish_id": "p", "post_id": "7", "publish_type": "DIRECT_PUBLISH"},
        ),
        (
            lambda bodies: bodies.post_no_longer_available("o", "7", "p", GoneEvent.CORRECTED),
            "post.publish.no_longer_publicly_available",
            {"publish_id": "p", "post_id": "7", "publish_type": "DIRECT_PUBLISH"},
        ),
    ],
)
def test_each_event_has_its_body_with_content_as_a_string(
    clock: FixedClock, build: Callable[[WebhookBodies], bytes], event: str, content: dict[str, object]
) -> None:
    body = json.loads(build(WebhookBodies("key", clock)))

    assert body | {"content": json.loads(body["content"])} == {
        "client_key": "key",
        "event": event,
        "create_time": int(clock().timestamp()),
        "user_openid": "o",
        "content": content,
    }


def test_the_open_id_can_be_absent(clock: FixedClock) -> None:
    body = json.loads(WebhookBodies("key", clock).event("new.event", None, {}))

    assert "user_openid" not in body
