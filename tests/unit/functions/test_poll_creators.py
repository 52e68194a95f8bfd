"""The schedule's event, with and without an app at TikTok."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import boto3
import pytest

from campaign.kernel.clock import utc_now
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.creators.stage import Stage
from tests.unit.template_resources import Resources

pytestmark = pytest.mark.enable_socket
EVENT = json.loads((Path(__file__).parents[3] / "events" / "poll_creators" / "scheduled.json").read_text())


@pytest.fixture
def secret(aws: None) -> str:
    return boto3.client("secretsmanager").create_secret(Name="tiktok", SecretString="{}")["ARN"]


@pytest.fixture
def app(
    resources: Resources, secret: str, stage: Stage, load_function: Callable[..., ModuleType]
) -> ModuleType:
    return load_function(
        "poll_creators",
        TABLE_NAME=resources.table_name,
        INTAKE_QUEUE_URL=resources.queue_url("intake"),
        TIKTOK_SECRET_ARN=secret,
        TIKTOK_API_URL=stage.tiktok.url,
        TOKEN_KEY_ARN=stage.key.key_id,
        CAMPAIGN_HASHTAGS="EndTheStigma, لننهي_الوصمة",
        POLL_INTERVAL_HOURS="6",
    )


def put(secret: str, **fields: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(fields))


def test_a_run_hands_on_the_posts_of_whoever_is_due(
    app: ModuleType, secret: str, stage: Stage, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    put(secret, client_key=stage.tiktok.app.client_key, client_secret=stage.tiktok.app.client_secret)
    stage.clock.now = utc_now()
    stage.connect()
    post = stage.post(1)

    app.handler(EVENT, lambda_context)

    answer = boto3.client("sqs").receive_message(QueueUrl=resources.queue_url("intake"))
    (message,) = [json.loads(each["Body"]) for each in answer["Messages"]]
    assert (message["id"], message["correlation_id"]) == (post.id, lambda_context.aws_request_id)


def test_without_a_client_key_nothing_is_asked_and_nothing_is_wrong(
    app: ModuleType, secret: str, stage: Stage, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    put(secret, client_key="", client_secret="invented")
    stage.connect()

    app.handler(EVENT, lambda_context)

    assert stage.calls("video.list") == 0
    assert {line["level"] for line in log_lines()} == {"INFO"}
