"""Each sample event of the three functions that videos come in through, and its documented outcome."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.videos.intake import Creator
from campaign.videos.standing import CreatorStanding, creator_id
from campaign.videos.storage import video_key, video_of
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.models import SimulatedVideo
from tests.simulators.server import TikTokSimulator
from tests.simulators.webhooks import signature
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import REVIEW_ALL, observed

EVENTS = Path(__file__).parents[2] / "events"
VIDEO = VIDEOS[0]
CREATOR = CREATORS[0]
SECRET = "test_client_secret"
NEXT_SECRET = "test_next_client_secret"
Load = Callable[..., ModuleType]


def sample(function: str, name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / function / f"{name}.json").read_text())
    return event


def samples(function: str) -> set[str]:
    return {path.stem for path in (EVENTS / function).glob("*.json")}


def queued(resources: Resources, queue: str) -> list[dict[str, Any]]:
    answer = boto3.client("sqs").receive_message(QueueUrl=resources.queue_url(queue), MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def failed(answer: dict[str, Any]) -> list[int]:
    """Places of the messages that come back, the first being 1."""
    return [int(failure["itemIdentifier"][-12:]) for failure in answer["batchItemFailures"]]


WEBHOOKS = {
    "public_post": (200, "post.look_up"),
    "public_post_with_numeric_id": (200, "post.look_up"),
    "public_post_in_base64": (200, "post.look_up"),
    "public_post_signed_with_the_next_secret": (200, "post.look_up"),
    "post_no_longer_public": (200, "video.gone"),
    "creator_left": (200, "creator.left"),
    "event_without_consequence": (200, None),
    "unknown_event": (200, "event.unknown"),
    "known_event_without_post_id": (200, "event.unknown"),
    "not_json": (400, None),
    "missing_signature": (401, None),
    "wrong_signature": (401, None),
    "stale_signature": (401, None),
    "signature_from_the_future": (401, None),
    "not_a_post": (405, None),
}


class TestReceiveWebhook:
    @pytest.fixture
    def app(
        self, resources: Resources, clock: FixedClock, load_function: Load, monkeypatch: pytest.MonkeyPatch
    ) -> ModuleType:
        secret = boto3.client("secretsmanager").create_secret(
            Name="tiktok",
            SecretString=json.dumps({"client_secret": SECRET, "client_secret_next": NEXT_SECRET}),
        )
        app = load_function(
            "receive_webhook",
            INTAKE_QUEUE_URL=resources.queue_url("intake"),
            LOOKUPS_QUEUE_URL=resources.queue_url("lookups"),
            TIKTOK_SECRET_ARN=secret["ARN"],
        )
        monkeypatch.setattr(app.receive, "clock", clock)
        return app

    def test_every_sample_has_its_documented_answer(self) -> None:
        assert samples("receive_webhook") == WEBHOOKS.keys()

    @pytest.mark.parametrize("name", WEBHOOKS)
    def test_a_sample_is_answered_and_queued_as_documented(
        self, app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext, name: str
    ) -> None:
        status, kind = WEBHOOKS[name]

        answer = app.handler(sample("receive_webhook", name), lambda_context)

        messages = queued(resources, "intake") + queued(resources, "lookups")
        assert answer["statusCode"] == status
        assert [message["kind"] for message in messages] == ([kind] if kind else [])

    def test_an_oversized_body_is_answered_413_and_queues_nothing(
        self, app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
    ) -> None:
        event = sample("receive_webhook", "public_post") | {"body": "x" * 65537}
        assert app.handler(event, lambda_context)["statusCode"] == 413
        assert queued(resources, "lookups") == []

    def test_a_webhook_replayed_when_it_has_become_stale_is_refused(
        self, app: ModuleType, resources: Resources, clock: FixedClock, lambda_context: FakeLambdaContext
    ) -> None:
        event = sample("receive_webhook", "public_post")
        assert app.handler(event, lambda_context)["statusCode"] == 200
        clock.advance(seconds=301)
        assert app.handler(event, lambda_context)["statusCode"] == 401
        assert len(queued(resources, "lookups")) == 1

    def test_a_rotation_step_by_step_loses_no_webhook(
        self,
        app: ModuleType,
        clock: FixedClock,
        lambda_context: FakeLambdaContext,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        secrets = boto3.client("secretsmanager")
        monkeypatch.setattr(app.receive.secrets.__self__, "_clock", clock)

        def statuses(**fields: str) -> list[int]:
            """The answers to what the old and the new secret signed, once the secret's fields are these."""
            secrets.put_secret_value(SecretId="tiktok", SecretString=json.dumps(fields))
            clock.advance(minutes=5, seconds=1)
            answers = [app.handler(signed_now(secret), lambda_context) for secret in (SECRET, NEXT_SECRET)]
            return [answer["statusCode"] for answer in answers]

        def signed_now(secret: str) -> dict[str, Any]:
            event = sample("receive_webhook", "public_post")
            header = signature(secret, int(clock().timestamp()), event["body"].encode())
            return event | {"headers": {"tiktok-signature": header}}

        assert statuses(client_secret=SECRET) == [200, 401]
        assert statuses(client_secret=SECRET, client_secret_next=NEXT_SECRET) == [200, 200]
        assert statuses(client_secret=NEXT_SECRET) == [401, 200]

    def test_a_secret_that_is_not_there_lets_nobody_in(
        self, app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
    ) -> None:
        boto3.client("secretsmanager").delete_secret(SecretId="tiktok", ForceDeleteWithoutRecovery=True)
        assert app.handler(sample("receive_webhook", "public_post"), lambda_context)["statusCode"] == 503
        assert queued(resources, "lookups") == []


@pytest.mark.enable_socket
class TestLookUpPosts:
    @pytest.fixture
    def simulator(self, clock: FixedClock) -> Iterator[TikTokSimulator]:
        untagged = SimulatedVideo(
            id="7400000000000000999", handle=CREATOR.handle, caption="a cat #cats", created_at=clock()
        )
        with TikTokSimulator(CREATORS, [*VIDEOS, untagged], clock=clock) as running:
            yield running

    @pytest.fixture
    def app(self, resources: Resources, simulator: TikTokSimulator, load_function: Load) -> ModuleType:
        return load_function(
            "look_up_posts",
            TABLE_NAME=resources.table_name,
            INTAKE_QUEUE_URL=resources.queue_url("intake"),
            TIKTOK_OEMBED_URL=f"{simulator.url}/oembed",
            CAMPAIGN_HASHTAGS="EndTheStigma, لننهي_الوصمة",
        )

    @pytest.mark.parametrize(
        ("name", "comes_back", "found"),
        [
            ("post_with_hashtag", [], [VIDEO.id]),
            ("post_without_hashtag", [], []),
            ("post_not_there_yet", [1], []),
            ("malformed_among_good", [], [VIDEO.id]),
        ],
    )
    def test_a_sample_is_looked_up_as_documented(
        self,
        app: ModuleType,
        resources: Resources,
        lambda_context: FakeLambdaContext,
        name: str,
        comes_back: list[int],
        found: list[str],
    ) -> None:
        answer = app.handler(sample("look_up_posts", name), lambda_context)

        assert failed(answer) == comes_back
        assert [message["id"] for message in queued(resources, "intake")] == found

    def test_what_is_malformed_is_quarantined(
        self, app: ModuleType, table: Table, lambda_context: FakeLambdaContext
    ) -> None:
        app.handler(sample("look_up_posts", "malformed_among_good"), lambda_context)
        assert [entry.source for entry in TableQuarantine(table).entries()] == ["lookups"]


class TestIngestVideos:
    @pytest.fixture
    def app(self, resources: Resources, load_function: Load) -> ModuleType:
        return load_function("ingest_videos", TABLE_NAME=resources.table_name)

    @pytest.fixture
    def take_in(self, app: ModuleType, lambda_context: FakeLambdaContext) -> Callable[[str], dict[str, Any]]:
        return lambda name: app.handler(sample("ingest_videos", name), lambda_context)

    def video(self, table: Table, video_id: str = VIDEO.id) -> Video:
        item = table.get(*video_key(VideoKey(f"tiktok:{video_id}")))
        assert item is not None
        return video_of(item)

    @pytest.mark.parametrize("name", sorted(samples("ingest_videos") - {"creator_left"}))
    def test_no_sample_comes_back(self, take_in: Callable[[str], dict[str, Any]], name: str) -> None:
        assert take_in(name) == {"batchItemFailures": []}

    def test_just_a_creator_who_left_comes_back_and_once(
        self, take_in: Callable[[str], dict[str, Any]]
    ) -> None:
        assert len(failed(take_in("creator_left"))) == 1
        assert failed(take_in("creator_left")) == []

    def test_a_new_video_waits_for_review(self, take_in: Callable[[str], Any], table: Table) -> None:
        take_in("new_video")
        assert self.video(table).status is VideoStatus.IN_REVIEW
        assert self.video(table).caption == VIDEO.caption

    def test_of_a_repeated_video_the_newest_observation_is_kept(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("same_video_again_and_out_of_order")
        assert self.video(table).caption == "newest #EndTheStigma"

    def test_malformed_messages_are_quarantined_and_the_others_taken(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("malformed_among_good")
        entries = list(TableQuarantine(table).entries())
        assert sorted(entry.reason for entry in entries) == [
            "message: json_invalid",
            "video.observed.id: string_type",
        ]
        assert {entry.source for entry in entries} == {"intake"}
        assert self.video(table).status is VideoStatus.IN_REVIEW

    def test_half_an_emoji_does_not_lose_a_video(self, take_in: Callable[[str], Any], table: Table) -> None:
        take_in("half_an_emoji")
        assert self.video(table).caption == f"\ufffd {VIDEO.caption}"

    def test_a_video_that_is_gone_before_it_was_seen_is_gone(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("gone_before_it_was_seen")
        assert self.video(table).status is VideoStatus.GONE

    def test_a_creator_who_left_takes_every_video_along(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("creator_left")
        for video_id in (VIDEO.id, "7400000000000000002"):
            assert self.video(table, video_id).status is VideoStatus.WITHDRAWN
            assert self.video(table, video_id).creator == Creator(open_id=CREATOR.open_id)

    def test_a_video_that_two_checks_do_not_find_is_gone(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("checked_and_not_visible_twice")
        assert self.video(table).history[-1].rule == "not-visible-twice"

    def test_a_blocked_creator_takes_every_video_along(
        self, take_in: Callable[[str], Any], table: Table, clock: FixedClock
    ) -> None:
        VideoIntake(table, clock, lambda: REVIEW_ALL).apply([observed(creator=Creator(handle="demo.noor"))])
        creator = creator_id("tiktok:@demo.noor")
        standing = CreatorStanding(id=creator, standing="blocked", reason="invented", by="m", at=clock())
        StandingTable(table).save(standing, None, "request-1")

        take_in("creator_blocked")

        key = VideoKey(f"{observed().platform}:{observed().id}")
        item = table.get(*video_key(key))
        assert item is not None
        assert video_of(item).status is VideoStatus.WITHDRAWN

    def test_an_unknown_event_is_kept_whole_in_the_quarantine_and_once(
        self, take_in: Callable[[str], Any], table: Table
    ) -> None:
        take_in("unknown_event")
        take_in("unknown_event")
        (entry,) = TableQuarantine(table).entries()
        assert (entry.source, entry.body) == ("tiktok.webhook", '{"event": "post.publish.applauded"}')
        assert "unknown event" in entry.reason
