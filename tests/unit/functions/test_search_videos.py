"""The function `search_videos`, with its sample events, against the TikTok simulator."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import boto3
import pytest
from pydantic import ValidationError

from tests.simulators.models import Endpoint
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.template_resources import Resources
from tests.unit.tiktok.search_stage import CREATOR, invented_video
from tests.unit.videos.messages import NOON

pytestmark = pytest.mark.enable_socket

App = Callable[..., ModuleType]


@pytest.fixture
def tiktok() -> Iterator[TikTokSimulator]:
    """With one video of now and one of the 10th of January."""
    videos = [invented_video(1, datetime.now(UTC)), invented_video(2, datetime(2026, 1, 10, tzinfo=UTC))]
    with TikTokSimulator([CREATOR], videos) as simulator:
        yield simulator


@pytest.fixture
def app(resources: Resources, load_function: App, tiktok: TikTokSimulator) -> App:
    def started(client_key: str = tiktok.app.client_key, **settings: Any) -> ModuleType:
        secret = {"client_key": client_key, "client_secret": tiktok.app.client_secret}
        arn = boto3.client("secretsmanager").create_secret(Name="tiktok", SecretString=json.dumps(secret))[
            "ARN"
        ]
        return load_function(
            "search_videos",
            **{
                "TABLE_NAME": resources.table_name,
                "INTAKE_QUEUE_URL": resources.queue_url("intake"),
                "TIKTOK_SECRET_ARN": arn,
                "TIKTOK_API_URL": tiktok.url,
                "CAMPAIGN_HASHTAGS": "EndTheStigma",
                "SEARCH_SINCE": "",
                "SEARCH_REQUESTS_A_DAY": "1000",
                "SEARCH_RECORDS_A_DAY": "100000",
            }
            | settings,
        )

    return started


def in_the_queue(resources: Resources) -> list[str]:
    found = boto3.client("sqs").receive_message(
        QueueUrl=resources.queue_url("intake"), MaxNumberOfMessages=10
    )
    return [json.loads(message["Body"])["id"] for message in found.get("Messages", [])]


def test_every_sample_is_replayed_here() -> None:
    assert names("search_videos") == {"schedule", "past_range", "past_range_in_reverse"}


def test_the_schedule_has_new_videos_searched(
    app: App, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    answer = app().handler(sample("search_videos", "schedule"), lambda_context)

    assert (answer["outcome"], answer["videos"], answer["days_left"]) == ("done", 1, 0)
    assert in_the_queue(resources) == [invented_video(1, NOON).id]


def test_a_past_range_is_searched(app: App, resources: Resources, lambda_context: FakeLambdaContext) -> None:
    answer = app().handler(sample("search_videos", "past_range"), lambda_context)

    assert json.loads(json.dumps(answer)) == {
        "outcome": "done",
        "pages": 3,
        "videos": 1,
        "days": 59,
        "days_left": 0,
        "skipped": [],
    }
    assert in_the_queue(resources) == [invented_video(2, NOON).id]


def test_what_is_no_range_of_days_is_refused(app: App, lambda_context: FakeLambdaContext) -> None:
    with pytest.raises(ValidationError, match="the last day lies before the first"):
        app().handler(sample("search_videos", "past_range_in_reverse"), lambda_context)


def test_without_a_client_key_search_is_off(
    app: App, tiktok: TikTokSimulator, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    for name in ("schedule", "past_range"):
        assert app(client_key="").handler(sample("search_videos", name), lambda_context) == {"outcome": "off"}
        boto3.client("secretsmanager").delete_secret(SecretId="tiktok", ForceDeleteWithoutRecovery=True)

    assert tiktok.requests == []
    assert [line["message"] for line in log_lines()] == [
        "search is off: TikTok's secret has no client key"
    ] * 2


def test_the_search_begins_on_the_day_that_is_set(app: App, lambda_context: FakeLambdaContext) -> None:
    answer = app(SEARCH_SINCE="2026-01-01").handler({}, lambda_context)

    assert answer["days"] == (datetime.now(UTC).date() - datetime(2026, 1, 1, tzinfo=UTC).date()).days + 1


def test_one_token_is_enough_for_many_runs(
    app: App, tiktok: TikTokSimulator, lambda_context: FakeLambdaContext
) -> None:
    function = app()
    for name in ("schedule", "past_range"):
        function.handler(sample("search_videos", name), lambda_context)

    assert len(tiktok.calls_of(Endpoint.OAUTH_TOKEN)) == 1


def test_no_word_of_a_video_and_no_token_is_logged(
    app: App, tiktok: TikTokSimulator, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    app().handler(sample("search_videos", "schedule"), lambda_context)

    logged = json.dumps(log_lines(), ensure_ascii=False)
    assert "page searched" in logged
    for secret in ("one step", CREATOR.handle, "clt.", tiktok.app.client_secret, tiktok.app.client_key):
        assert secret not in logged
