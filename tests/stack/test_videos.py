"""From a creator's post to the hub, and everything that must not get that far."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.videos.video import VideoKey
from campaign_cli.waiting import wait_for
from tests.simulators.models import SimulatedVideo
from tests.simulators.webhook_bodies import GoneEvent
from tests.simulators.webhooks import signature
from tests.stack.afresh import start_afresh
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import services

pytestmark = pytest.mark.stack

POSTED = datetime(2026, 10, 10, 8, 0, tzinfo=UTC)
WAIT = 60


def video(number: int, handle: str, caption: str = "planted-caption-words #EndTheStigma") -> SimulatedVideo:
    """Ids lie beyond 2^53, where a float would lose the last digits."""
    return SimulatedVideo(
        id=str(7_412_345_678_901_230_000 + number), handle=handle, caption=caption, created_at=POSTED
    )


def key_in_state(one: SimulatedVideo) -> tuple[str, str]:
    return f"VIDEO#tiktok:{one.id}", "VIDEO"


def key_in_review(campaign: Campaign, key: str) -> None:
    wait_for(
        f"{key} in the review queue",
        lambda: key in {found.key for found in campaign.moderator.review_queue()},
        WAIT,
    )


def in_review(campaign: Campaign, one: SimulatedVideo) -> None:
    key_in_review(campaign, f"tiktok:{one.id}")


def shows(campaign: Campaign, page: str, words: str) -> bool:
    return words in campaign.page(page)[1]


def featured(campaign: Campaign, one: SimulatedVideo) -> None:
    assert campaign.post(one).accepted
    in_review(campaign, one)
    campaign.moderator.feature(campaign.moderator.video(VideoKey(f"tiktok:{one.id}")))
    for page in ("en/index.html", "ar/index.html"):
        wait_for(f"@{one.handle} on {page}", partial(shows, campaign, page, one.handle), WAIT)


def test_a_creators_post_is_reviewed_and_featured_in_both_languages(campaign: Campaign) -> None:
    campaign.creator("flow.noor")
    one = video(1, "flow.noor", "planted-caption-words, kindly #لننهي_الوصمة")

    featured(campaign, one)

    stored = campaign.moderator.video(VideoKey(f"tiktok:{one.id}"))
    assert stored.caption == one.caption
    assert [entry.to for entry in stored.history][-1] == "featured"
    taken = json.loads(next(line for line in campaign.log_lines() if "post looked up" in line))
    for service in ("receive_webhook", "look_up_posts", "ingest_videos", "relay_changes"):
        assert service in services(campaign, taken["correlation_id"]), "the webhook's id leads all the way"


def test_a_post_without_the_hashtag_is_not_kept(campaign: Campaign) -> None:
    campaign.creator("flow.other")
    without, marker = video(2, "flow.other", "lunch #notendthestigma"), video(3, "flow.other")

    assert campaign.post(without).accepted
    assert campaign.post(marker).accepted
    in_review(campaign, marker)

    assert key_in_state(without) not in campaign.stored_keys()


@pytest.mark.parametrize("spelling", list(GoneEvent))
def test_a_post_that_is_no_longer_public_leaves_the_hub(campaign: Campaign, spelling: GoneEvent) -> None:
    handle = f"flow.gone{list(GoneEvent).index(spelling)}"
    campaign.creator(handle)
    one = video(10 + list(GoneEvent).index(spelling), handle)
    featured(campaign, one)

    body = campaign.bodies.post_no_longer_available(f"act.{handle}", one.id, "p.1", spelling=spelling)
    assert campaign.webhook(body).accepted

    wait_for(f"@{handle} off the hub", lambda: not shows(campaign, "en/index.html", handle), WAIT)
    assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).caption == ""


def test_a_webhook_that_is_sent_again_changes_nothing(campaign: Campaign) -> None:
    campaign.creator("flow.twice")
    one = video(30, "flow.twice")
    body = campaign.bodies.post_publicly_available("act.flow.twice", one.id, "p.30")
    campaign.tiktok.catalogue.put(one)
    now = int(datetime.now(UTC).timestamp())
    headers = {"Tiktok-Signature": signature(campaign.tiktok.app.client_secret, now, body)}
    assert campaign.webhook(body, headers).status == 200
    in_review(campaign, one)
    before = campaign.moderator.video(VideoKey(f"tiktok:{one.id}"))

    assert campaign.webhook(body, headers).status == 200, "a replayed signature is taken, and changes nothing"
    marker = video(31, "flow.twice")
    assert campaign.post(marker).accepted
    in_review(campaign, marker)

    assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")) == before


def refusals(campaign: Campaign, body: bytes) -> dict[str, tuple[bytes, dict[str, str], int]]:
    """What is wrong with a webhook: (body, headers, the documented answer)."""
    secret, now = campaign.tiktok.app.client_secret, datetime.now(UTC)

    def signed(body: bytes, *, key: str = secret, at: datetime = now) -> dict[str, str]:
        return {"Tiktok-Signature": signature(key, int(at.timestamp()), body)}

    return {
        "wrong": (body, signed(body, key="another secret"), 401),
        "of another body": (body, signed(body + b" "), 401),
        "missing": (body, {}, 401),
        "malformed": (body, {"Tiktok-Signature": "t=1"}, 401),
        "stale": (body, signed(body, at=now - timedelta(seconds=301)), 401),
        "from the future": (body, signed(body, at=now + timedelta(hours=1)), 401),
        "oversized": (huge := body + b" " * 70_000, signed(huge), 413),
        "not JSON": (b"event=1", signed(b"event=1"), 400),
    }


def test_a_webhook_in_doubt_is_refused_with_a_problem_and_leaves_no_trace(campaign: Campaign) -> None:
    campaign.creator("flow.forged")
    forged = video(40, "flow.forged")
    campaign.tiktok.catalogue.put(forged)
    body = campaign.bodies.post_publicly_available("act.flow.forged", forged.id, "p.40")
    before = campaign.stored_keys()

    for fault, (sent, headers, status) in refusals(campaign, body).items():
        answer = campaign.webhook(sent, headers)
        assert answer.status == status, fault
        assert json.loads(answer.body)["status"] == status, fault

    marker = video(41, "flow.forged")
    assert campaign.post(marker).accepted
    in_review(campaign, marker)
    assert campaign.stored_keys() - before == {key_in_state(marker)}, "nor is anything in the quarantine"


def put_secret(campaign: Campaign, **fields: str) -> None:
    """Put TikTok's secret, and have it read at once."""
    campaign.deployment.client("secretsmanager").put_secret_value(
        SecretId=campaign.outputs["TikTokSecretArn"], SecretString=json.dumps(fields)
    )
    start_afresh(campaign.deployment, "ReceiveWebhook")


def test_no_webhook_is_lost_while_the_secret_is_rotated(campaign: Campaign) -> None:
    old, new = campaign.tiktok.app.client_secret, "the-next-client-secret"
    body = campaign.bodies.event("post.publish.complete", "act.rotation", {"publish_id": "p.50"})

    def statuses() -> list[int | None]:
        now = int(datetime.now(UTC).timestamp())
        return [
            campaign.webhook(body, {"Tiktok-Signature": signature(secret, now, body)}).status
            for secret in (old, new)
        ]

    assert statuses() == [200, 401]
    try:
        put_secret(campaign, client_secret=old, client_secret_next=new)
        assert statuses() == [200, 200]
        put_secret(campaign, client_secret=new)
        assert statuses() == [401, 200]
    finally:
        put_secret(campaign, client_secret=old)
    assert statuses() == [200, 401]


def test_an_unknown_event_is_taken_and_kept_for_staff_but_not_in_the_state(campaign: Campaign) -> None:
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    before = campaign.stored_keys()

    assert campaign.webhook(campaign.bodies.event("video.sparkled", "act.x", {"sparkle": 1})).status == 200

    def kept() -> list[str]:
        return [entry.source for entry in TableQuarantine(table).entries() if "video.sparkled" in entry.body]

    wait_for("the event in the quarantine", lambda: bool(kept()), WAIT)
    assert kept() == ["tiktok.webhook"]
    assert {pk for pk, _ in campaign.stored_keys() - before} == {"QUAR#tiktok.webhook"}
