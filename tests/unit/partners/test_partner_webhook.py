import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from campaign.kernel.errors import TransientError
from campaign.partners.receiver import partner_receiver
from campaign.webhooks.receiver import WebhookReceiver
from tests.unit.conftest import LogLines
from tests.unit.partners.signing_time import NOW, stop_the_librarys_clock

SECRET, NEXT, OTHER = ("whsec_" + base64.b64encode(sign * 24).decode() for sign in (b"a", b"b", b"c"))
VIDEO: dict[str, Any] = {
    "platform": "youtube",
    "id": "dQw4-invented",
    "creator": {"handle": "invented.creator"},
    "caption": "one step at a time #EndTheStigma",
    "published_at": "2026-03-01T09:00:00Z",
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_librarys_clock(monkeypatch)


def event(kind: str = "video.published", at: datetime = NOW, **changes: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": at.isoformat(), "data": VIDEO | changes}


def request(
    body: object, secret: str = SECRET, at: datetime = NOW, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, text),
    }
    return {
        "headers": signed if headers is None else signed | headers,
        "requestContext": {"requestId": "request-1", "http": {"method": "POST"}},
        "body": text,
    }


def receiver(
    sent: list[str],
    secrets: tuple[str, ...] = (SECRET,),
    send: Callable[[str], None] | None = None,
) -> WebhookReceiver:
    return partner_receiver(
        send=send or sent.append,
        secrets=lambda: secrets,
        clock=lambda: NOW,
        campaign_hashtags=("EndTheStigma", "لننهي_الوصمة"),
        max_bytes=65536,
    )


def sent_for(event: dict[str, Any]) -> list[dict[str, Any]]:
    sent: list[str] = []
    assert receiver(sent)(request(event))["statusCode"] == 200
    return [json.loads(message) for message in sent]


def errors_of(event: object) -> dict[str, str]:
    sent: list[str] = []
    answer = receiver(sent)(request(event))
    assert answer["statusCode"] == 422
    assert sent == []
    return {fault["pointer"]: fault["detail"] for fault in json.loads(answer["body"])["errors"]}


def test_a_published_video_is_handed_to_the_intake() -> None:
    (message,) = sent_for(event(region="AE", figures={"views": 7}))

    assert message["kind"] == "video.observed"
    assert (message["platform"], message["id"], message["source"]) == ("youtube", "dQw4-invented", "partner")
    assert message["creator"] == {"handle": "invented.creator", "open_id": None}
    assert message["caption"] == VIDEO["caption"]
    assert message["hashtags"] == ["endthestigma"]
    assert message["figures"]["views"] == 7
    assert message["correlation_id"] == "request-1"


def test_a_removed_video_is_gone_whatever_else_is_said_of_it() -> None:
    (message,) = sent_for(event("video.removed", caption=7))

    assert message.keys() == {"kind", "platform", "id", "observed_at", "correlation_id"}
    assert (message["kind"], message["id"]) == ("video.gone", "dQw4-invented")


@pytest.mark.parametrize("tag", ["#EndTheStigma", "endthestigma", "لننهي_الوصمه"])
def test_a_hashtag_may_stand_apart_from_the_caption(tag: str) -> None:
    assert len(sent_for(event(caption="no tag here", hashtags=[tag]))) == 1


@pytest.mark.parametrize("caption", ["", "EndTheStigma", "#notendthestigma"])
def test_a_video_without_a_campaign_hashtag_is_not_kept(caption: str) -> None:
    assert sent_for(event(caption=caption)) == []


@pytest.mark.parametrize(("said", "observed"), [(-60, -60), (3600, 0)])
def test_a_video_counts_as_observed_when_it_happened_but_never_later_than_it_came(
    said: int, observed: int
) -> None:
    (message,) = sent_for(event(at=NOW + timedelta(seconds=said)))

    assert datetime.fromisoformat(message["observed_at"]) == NOW + timedelta(seconds=observed)


@pytest.mark.parametrize(("said", "kept"), [("AE", "AE"), ("ae", "AE"), (None, None)])
def test_a_region_is_kept_in_capitals(said: str | None, kept: str | None) -> None:
    (message,) = sent_for(event(region=said))

    assert message["region"] == kept


@pytest.mark.parametrize("region", ["", "UAE", "a1", "مص", "AE\n", 7])
def test_what_is_no_region_is_a_fault_that_the_partner_is_told_of(region: object) -> None:
    assert errors_of(event(region=region)).keys() == {"/data/region"}


def test_half_an_emoji_does_not_lose_a_video() -> None:
    (message,) = sent_for(event(caption="\ud83d #EndTheStigma"))

    assert message["caption"] == "\ufffd #EndTheStigma"


@pytest.mark.parametrize("secrets", [(SECRET, NEXT), (NEXT, SECRET), ("no secret", SECRET)])
def test_a_webhook_is_taken_with_either_secret_of_a_rotation(secrets: tuple[str, ...]) -> None:
    sent: list[str] = []
    assert receiver(sent, secrets)(request(event()))["statusCode"] == 200
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("status", "faulty"),
    [
        (401, request(event(), OTHER)),
        (401, request(event(), at=NOW - timedelta(minutes=6))),
        (401, request(event(), at=NOW + timedelta(minutes=6))),
        (401, request(event()) | {"headers": None}),
        (401, request(event()) | {"body": "{}"}),
        (401, request(event()) | {"body": "\ud800"}),
        (401, request(event(), headers={"webhook-id": "msg_2"})),
        (401, request(event(), headers={"webhook-signature": ""})),
        (401, request(event(), headers={"webhook-signature": "planted"})),
        (401, request(event(), headers={"webhook-signature": "v1,plänted"})),
        (401, request(event(), headers={"webhook-signature": "v2,cGxhbnRlZA=="})),
        (401, request(event(), headers={"webhook-timestamp": "nan"})),
        (413, request("x" * 65537)),
        (400, request("<html>")),
        (400, request("[]")),
        (400, request("[" * 20_000)),
    ],
)
def test_every_refusal_is_a_problem_document_and_queues_nothing(status: int, faulty: dict[str, Any]) -> None:
    sent: list[str] = []

    answer = receiver(sent)(faulty)

    assert answer["statusCode"] == json.loads(answer["body"])["status"] == status
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert sent == []


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "x" * 40,
        "whsec_",
        "whsec_c2hvcnQ=",
        SECRET.removeprefix("whsec_"),
        "whsec_" + "a" * 33,
        "whsec_" + "é" * 32,
    ],
)
def test_a_secret_that_is_none_lets_nobody_in(secret: str) -> None:
    sent: list[str] = []
    assert receiver(sent, (secret,))(request(event()))["statusCode"] == 401
    assert sent == []


def test_without_a_queue_the_partner_is_asked_to_come_again() -> None:
    def send(_: str) -> None:
        raise TransientError("queue", "down", "wait")

    assert receiver([], send=send)(request(event()))["statusCode"] == 503


@pytest.mark.parametrize("kind", ["video.planted", None, ["video.published"], {}])
def test_an_unknown_type_is_refused_with_those_that_are_known(kind: Any) -> None:
    assert errors_of(event() | {"type": kind}) == {"/type": "write video.published or video.removed"}


def test_every_fault_is_named_at_once_and_nothing_is_repeated(log_lines: LogLines) -> None:
    faulty = event(
        platform="tiktok",
        id="planted words",
        creator={"handle": "planted" * 20},
        caption=7,
        published_at="planted",
        figures={"views": -1},
    ) | {"timestamp": "2026-03-01T09:00:00"}

    errors = errors_of(faulty)

    assert errors.keys() == {
        "/timestamp",
        "/data/platform",
        "/data/id",
        "/data/creator/handle",
        "/data/caption",
        "/data/published_at",
        "/data/figures/views",
    }
    assert "from TikTok alone" in errors["/data/platform"]
    assert "planted" not in json.dumps([*errors.values(), *log_lines()])


@pytest.mark.parametrize("kind", ["video.published", "video.removed"])
def test_a_partner_has_no_say_about_videos_on_tiktok(kind: str) -> None:
    assert errors_of(event(kind, platform="tiktok")).keys() == {"/data/platform"}


def test_a_text_that_outgrows_the_queue_is_refused() -> None:
    assert errors_of(event(caption="#EndTheStigma #" + "ﷲ" * 9_000)).keys() == {"/data"}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*VIDEO, "hashtags", "region", "figures"]), JSON_VALUES))
def test_every_signed_video_is_answered(changes: dict[str, Any]) -> None:
    sent: list[str] = []
    status = receiver(sent)(request(event(**changes)))["statusCode"]
    assert status in {200, 422}
    assert status == 200 or sent == []


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(), min_size=1
    )
)
def test_no_forged_webhook_is_taken(headers: dict[str, str]) -> None:
    sent: list[str] = []
    good = request(event())
    forged = good | {"headers": good["headers"] | {"webhook-signature": "v1,Zm9yZ2Vk"} | headers}
    assert receiver(sent)(forged)["statusCode"] == 401
    assert sent == []
