"""Both doors under requests that Hypothesis makes and damages: whatever comes is answered, and nothing forged
gets in. A few hundred with every run; `make sweep` sends 100,000.
"""

import json
import logging
from collections.abc import Callable
from types import ModuleType

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.aws.queue import Queue
from campaign.tiktok.lookups import LookUpPost
from campaign.videos.intake import read_message
from tests.unit.conftest import FakeLambdaContext
from tests.unit.partners.signing_time import NOW, stop_the_librarys_clock
from tests.unit.webhooks.doors import PARTNERS, TIKTOK, Door, sent_body
from tests.unit.webhooks.mutations import requests

PASSED_THE_SIGNATURE = {200, 400, 422}
REFUSED = {401, 405, 413}
DOORS = pytest.mark.parametrize("door", [TIKTOK, PARTNERS], ids=lambda door: door.function)

Sent = list[tuple[str, str]]
"""Queue and body."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What was put into a queue, and fits into one."""
    bodies: Sent = []

    def send(queue: Queue, body: str) -> None:
        assert body.isascii(), "SQS refuses some characters, none of them ASCII text of JSON"
        assert len(body) <= 262_144, "SQS refuses a longer one"
        bodies.append((queue.url, body))

    monkeypatch.setattr(Queue, "send", send)
    return bodies


@pytest.fixture
def app(
    door: Door,
    aws: None,
    sent: Sent,
    load_function: Callable[..., ModuleType],
    monkeypatch: pytest.MonkeyPatch,
) -> ModuleType:
    stop_the_librarys_clock(monkeypatch)
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")  # 100,000 of them would be kept in memory
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)  # and so would log lines
    present, following = door.secrets
    name = "client_secret" if door is TIKTOK else "secret"
    secret = json.dumps({name: present, f"{name}_next": following})
    arn = boto3.client("secretsmanager").create_secret(Name="webhooks", SecretString=secret)["ARN"]
    app = load_function(
        door.function,
        INTAKE_QUEUE_URL="intake",
        LOOKUPS_QUEUE_URL="lookups",
        TIKTOK_SECRET_ARN=arn,
        PARTNER_SECRET_ARN=arn,
        CAMPAIGN_HASHTAGS="EndTheStigma",
    )
    app.receive.clock = lambda: NOW
    return app


def hold(app: ModuleType, door: Door, sent: Sent, data: st.DataObject) -> None:
    """Send one request, and hold the answer against what may come of it."""
    event, must_enter = data.draw(requests(door))
    sent.clear()

    answer = app.handler(event, FakeLambdaContext())

    status, body = answer["statusCode"], sent_body(event)
    assert status in PASSED_THE_SIGNATURE | REFUSED
    if status in PASSED_THE_SIGNATURE:
        assert body is not None
        assert door.is_signed(event["headers"], body, door.secrets), "a forged request was let in"
    if must_enter:
        assert status in PASSED_THE_SIGNATURE, "a signed request was kept out"
    if status == 200:
        assert answer["body"] == ""
    else:
        assert json.loads(answer["body"])["status"] == status
        assert sent == []
    for queue, message in sent:
        assert LookUpPost.model_validate_json(message) if queue == "lookups" else read_message(message)


@DOORS
@given(data=st.data())
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
def test_whatever_comes_is_answered_and_nothing_forged_gets_in(
    door: Door, app: ModuleType, sent: Sent, data: st.DataObject
) -> None:
    hold(app, door, sent, data)


@pytest.mark.sweep
@DOORS
@given(data=st.data())
@settings(max_examples=50_000, suppress_health_check=list(HealthCheck))
def test_of_fifty_thousand_at_each_door_nothing_forged_gets_in(
    door: Door, app: ModuleType, sent: Sent, data: st.DataObject
) -> None:
    hold(app, door, sent, data)
