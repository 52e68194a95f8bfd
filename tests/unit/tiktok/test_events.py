"""The messages of `campaign.tiktok.events` are read back with the models that the queues' readers use."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.tiktok.events import Outgoing, read
from campaign.tiktok.lookups import LookUpPost
from campaign.videos.intake import CreatorLeft, EventUnknown, VideoGone, read_message
from campaign.webhooks.refusals import NotJsonError
from tests.simulators.webhook_bodies import GoneEvent, RemovalReason, WebhookBodies

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
POST_ID = "7374895375649443115"
BODIES = WebhookBodies("simulated_client_key", lambda: NOW - timedelta(seconds=5))


def reading(body: bytes) -> Outgoing:
    outgoing = read(body, NOW, "request-1")
    assert outgoing is not None
    return outgoing


def event(**changes: Any) -> bytes:
    whole = json.loads(BODIES.post_publicly_available("open-noor", POST_ID, "p1")) | changes
    return json.dumps({name: value for name, value in whole.items() if value is not ...}).encode()


@pytest.mark.parametrize("post_id", [POST_ID, int(POST_ID), "18446744073709551615"])
def test_a_public_post_is_looked_up_its_id_exact_to_the_digit(post_id: str | int) -> None:
    outgoing = reading(BODIES.post_publicly_available("open-noor", post_id, "p1"))
    assert outgoing.destination == "lookups"
    assert LookUpPost.model_validate_json(outgoing.body) == LookUpPost(
        post_id=str(post_id),
        open_id="open-noor",
        observed_at=NOW - timedelta(seconds=5),
        correlation_id="request-1",
    )


def test_a_creator_without_an_open_id_is_no_fault() -> None:
    outgoing = reading(BODIES.post_publicly_available(None, POST_ID, "p1"))
    assert LookUpPost.model_validate_json(outgoing.body).open_id is None


@pytest.mark.parametrize("spelling", GoneEvent)
def test_a_post_that_is_no_longer_public_is_gone_in_either_spelling(spelling: GoneEvent) -> None:
    outgoing = reading(BODIES.post_no_longer_available("open-noor", POST_ID, "p1", spelling))
    assert outgoing.destination == "intake"
    assert read_message(outgoing.body) == VideoGone(
        platform="tiktok", id=POST_ID, observed_at=NOW - timedelta(seconds=5), correlation_id="request-1"
    )


def test_a_creator_who_left_is_told_with_the_reason() -> None:
    outgoing = reading(BODIES.authorization_removed("open-noor", RemovalReason.ACCOUNT_DELETED))
    message = read_message(outgoing.body)
    assert isinstance(message, CreatorLeft)
    assert (outgoing.destination, message.open_id, message.reason) == ("intake", "open-noor", 2)


@pytest.mark.parametrize("content", ["", "no JSON", '"reason"', "{}", '{"reason": "2"}', 3, None])
def test_a_creator_who_left_is_gone_also_when_the_reason_cannot_be_read(content: object) -> None:
    message = read_message(reading(event(event="authorization.removed", content=content)).body)
    assert isinstance(message, CreatorLeft)
    assert message.reason == 0


@pytest.mark.parametrize(
    "body",
    [
        BODIES.video_upload_failed("o", "s"),
        BODIES.video_publish_completed("o", "s"),
        BODIES.portability_download_ready("o", "r"),
        BODIES.post_publish_failed("o", "p", "spam"),
        BODIES.post_publish_complete("o", "p"),
        BODIES.post_publish_inbox_delivered("o", "p"),
    ],
)
def test_an_event_without_consequence_sends_nothing(body: bytes) -> None:
    assert read(body, NOW, "request-1") is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"event": "post.publish.applauded"}, "unknown event"),
        ({"event": 7}, "unknown event"),
        ({"event": ...}, "unknown event"),
        ({"event": ["authorization.removed"]}, "unknown event"),
        ({"content": "no JSON"}, "content"),
        ({"content": "[]"}, "content"),
        ({"content": {"post_id": POST_ID}}, "content"),
        ({"content": ...}, "content"),
        ({"content": "{}"}, "post_id"),
        ({"content": '{"post_id": true}'}, "post_id"),
        ({"content": '{"post_id": 7.374e18}'}, "post_id"),
        ({"content": '{"post_id": -7}'}, "post_id"),
        ({"content": '{"post_id": "73/../74"}'}, "post_id"),
        ({"content": f'{{"post_id": {"9" * 21}}}'}, "post_id"),
        ({"user_openid": 7}, "user_openid"),
        ({"user_openid": "a b"}, "user_openid"),
        ({"event": "authorization.removed", "user_openid": ""}, "user_openid"),
        ({"event": "authorization.removed", "user_openid": ...}, "user_openid"),
        ({"create_time": "1615338610"}, "create_time"),
        ({"create_time": 10**18}, "create_time"),
        ({"create_time": True}, "create_time"),
        ({"create_time": ...}, "create_time"),
    ],
)
def test_what_cannot_be_read_is_kept_whole_for_a_person(changes: dict[str, Any], reason: str) -> None:
    body = event(**changes)
    outgoing = reading(body)
    message = read_message(outgoing.body)
    assert isinstance(message, EventUnknown)
    assert outgoing.destination == "intake"
    assert outgoing.is_unknown_event
    assert reason in message.reason
    assert message.body == body.decode()


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"7", b"\xff\xfe", b"[" * 60_000, b'"\\ud800"', b"9" * 5000]
)
def test_what_is_no_json_object_has_no_event(body: bytes) -> None:
    with pytest.raises(NotJsonError):
        read(body, NOW, "request-1")


def test_nothing_is_observed_later_than_it_came() -> None:
    message = reading(event(create_time=int(NOW.timestamp()) + 3600)).message
    assert message["observed_at"] == "2026-03-01T12:00:00.000000Z"


@given(
    st.dictionaries(
        st.sampled_from(["event", "content", "create_time", "user_openid"]),
        st.one_of(
            st.sampled_from(["authorization.removed", "post.publish.publicly_available", *GoneEvent]),
            st.text(),
            st.integers(),
            st.floats(),
            st.none(),
            st.lists(st.integers(), max_size=2),
        ),
    )
)
def test_every_signed_object_becomes_a_message_that_its_reader_understands(changes: dict[str, Any]) -> None:
    outgoing = read(event(**changes), NOW, "request-1")
    if outgoing is None:
        return
    understood = LookUpPost.model_validate_json if outgoing.destination == "lookups" else read_message
    assert understood(outgoing.body).correlation_id == "request-1"


@pytest.mark.parametrize("sign", ["x", "é", "\x7f", "\\", "💚"])
def test_a_strange_event_of_any_signs_fits_into_a_queue(sign: str) -> None:
    """64 KiB of some signs are six times as long once JSON has escaped them."""
    length = (65_536 - 100) // len(json.dumps(sign, ensure_ascii=False).encode())
    outgoing = reading(json.dumps({"event": sign * length}, ensure_ascii=False).encode())

    assert len(outgoing.body) <= 262_144
    unknown = read_message(outgoing.body)
    assert isinstance(unknown, EventUnknown)
    assert unknown.event == sign * 128
    assert unknown.body.startswith('{"event": "')


def test_a_strange_event_that_fits_is_kept_whole() -> None:
    body = event(event="post.publish.applauded")
    assert reading(body).message["body"] == body.decode()
