"""Each sample event of the partners' webhook, and its documented outcome."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from tests.unit.conftest import FakeLambdaContext
from tests.unit.partners.signing_time import stop_the_librarys_clock
from tests.unit.template_resources import Resources

EVENTS = Path(__file__).parents[3] / "events" / "receive_partner_webhook"
SECRET = "whsec_" + base64.b64encode(b"sample partner secret 00").decode()

ANSWERED: dict[str, tuple[int, str | None]] = {
    "published_video": (200, "video.observed"),
    "published_video_with_arabic_hashtag": (200, "video.observed"),
    "published_video_without_hashtag": (200, None),
    "removed_video": (200, "video.gone"),
    "video_on_tiktok": (422, None),
    "four_faults": (422, None),
    "unknown_type": (422, None),
    "not_json": (400, None),
    "missing_signature": (401, None),
    "wrong_signature": (401, None),
    "stale_signature": (401, None),
}


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def secret(aws: None) -> str:
    return boto3.client("secretsmanager").create_secret(
        Name="partners", SecretString=json.dumps({"secret": SECRET})
    )["ARN"]


@pytest.fixture
def app(
    resources: Resources,
    secret: str,
    load_function: Callable[..., ModuleType],
    monkeypatch: pytest.MonkeyPatch,
) -> ModuleType:
    stop_the_librarys_clock(monkeypatch)
    return load_function(
        "receive_partner_webhook",
        INTAKE_QUEUE_URL=resources.queue_url("intake"),
        PARTNER_SECRET_ARN=secret,
        CAMPAIGN_HASHTAGS="EndTheStigma, لننهي_الوصمة",
    )


def queued(resources: Resources) -> list[dict[str, Any]]:
    answer = boto3.client("sqs").receive_message(QueueUrl=resources.queue_url("intake"))
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def test_every_sample_is_in_its_table() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == ANSWERED.keys()


@pytest.mark.parametrize("name", ANSWERED)
def test_a_sample_is_answered_and_queued_as_documented(
    name: str, app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    status, kind = ANSWERED[name]

    answer = app.handler(sample(name), lambda_context)

    assert answer["statusCode"] == status
    assert [message["kind"] for message in queued(resources)] == ([kind] if kind else [])


def test_all_faults_of_a_sample_are_named(app: ModuleType, lambda_context: FakeLambdaContext) -> None:
    answer = app.handler(sample("four_faults"), lambda_context)

    pointers = {fault["pointer"] for fault in json.loads(answer["body"])["errors"]}
    assert pointers == {"/timestamp", "/data/id", "/data/caption", "/data/published_at"}


def test_an_oversized_body_is_answered_413(app: ModuleType, lambda_context: FakeLambdaContext) -> None:
    event = sample("published_video") | {"body": "x" * 65537}
    assert app.handler(event, lambda_context)["statusCode"] == 413


@pytest.mark.parametrize(("fields", "status"), [({"secret": "random" * 6}, 401), ({}, 503)])
def test_without_a_usable_secret_nobody_is_let_in(
    app: ModuleType,
    resources: Resources,
    secret: str,
    lambda_context: FakeLambdaContext,
    fields: dict[str, str],
    status: int,
) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(fields))

    assert app.handler(sample("published_video"), lambda_context)["statusCode"] == status
    assert queued(resources) == []
