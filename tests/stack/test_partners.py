"""A partner's video, from its signed webhook to the hub, and what must not get that far."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import urllib3
from standardwebhooks import Webhook

from campaign.videos.video import VideoKey
from campaign_cli.waiting import wait_for
from tests.stack.conftest import PARTNER_SECRET, Campaign
from tests.stack.test_sessions import services
from tests.stack.test_videos import WAIT, key_in_review, shows

pytestmark = pytest.mark.stack

WRONG_SECRET = "whsec_" + "b" * 32


def event(video_id: str, kind: str = "video.published", **changes: Any) -> bytes:
    video = {
        "platform": "youtube",
        "id": video_id,
        "creator": {"handle": f"partner.{video_id}"},
        "caption": "planted-caption-words #EndTheStigma",
        "published_at": "2026-10-10T08:00:00Z",
    }
    now = datetime.now(UTC).isoformat()
    return json.dumps({"type": kind, "timestamp": now, "data": video | changes}).encode()


def post(campaign: Campaign, body: bytes, secret: str = PARTNER_SECRET, age: timedelta = timedelta()) -> int:
    signed_at = datetime.now(UTC) - age
    found = campaign.reach(campaign.outputs["PartnerWebhookUrl"])
    headers = found.headers | {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", signed_at, body.decode()),
    }
    return urllib3.request("POST", found.url, body=body, headers=headers, retries=False, timeout=10).status


def test_a_partners_video_is_reviewed_featured_and_taken_back(campaign: Campaign) -> None:
    key = VideoKey("youtube:flow-1")
    assert post(campaign, event("flow-1")) == 200
    key_in_review(campaign, key)
    assert campaign.moderator.video(key).source == "partner"

    campaign.moderator.feature(campaign.moderator.video(key))
    for page in ("en/index.html", "ar/index.html"):
        wait_for(f"{key} on {page}", partial(shows, campaign, page, "partner.flow-1"), WAIT)
    assert shows(campaign, "en/index.html", "Posted on <bdi>youtube</bdi>")

    assert post(campaign, event("flow-1", "video.removed")) == 200
    wait_for(f"{key} off the hub", lambda: not shows(campaign, "en/index.html", "partner.flow-1"), WAIT)
    assert campaign.moderator.video(key).caption == ""


def test_the_webhooks_id_leads_all_the_way(campaign: Campaign) -> None:
    assert post(campaign, event("flow-2")) == 200
    key_in_review(campaign, "youtube:flow-2")

    taken = [json.loads(line) for line in campaign.log_lines() if '"webhook taken"' in line]
    last = [line["correlation_id"] for line in taken if line["service"] == "receive_partner_webhook"][-1]
    for service in ("receive_partner_webhook", "ingest_videos", "relay_changes"):
        assert service in services(campaign, last)


def test_a_partners_webhook_in_doubt_is_refused_and_leaves_no_trace(campaign: Campaign) -> None:
    body, before = event("forged"), campaign.stored_keys()

    assert post(campaign, body, WRONG_SECRET) == 401
    assert post(campaign, body, age=timedelta(seconds=301)) == 401
    assert post(campaign, body + b" " * 70_000) == 413
    assert post(campaign, b"video=1") == 400
    assert post(campaign, event("forged", platform="tiktok")) == 422
    assert post(campaign, event("forged", caption="lunch #notendthestigma")) == 200, "taken, and not kept"

    assert post(campaign, event("marker")) == 200
    key_in_review(campaign, "youtube:marker")
    assert campaign.stored_keys() - before == {("VIDEO#youtube:marker", "VIDEO")}
