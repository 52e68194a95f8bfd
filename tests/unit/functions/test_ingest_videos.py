"""What `ingest_videos` gives back to its queue; what it takes in is told by the sample events."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from campaign.aws.batch_writes import Outcome
from campaign.kernel.errors import TransientError
from campaign.videos.intake import VideoObserved, write_message
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import observed


def batch(*messages: VideoObserved | str) -> dict[str, Any]:
    bodies = [message if isinstance(message, str) else write_message(message) for message in messages]
    return {"Records": [{"messageId": f"m{place}", "body": body} for place, body in enumerate(bodies)]}


def identifiers(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def app(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    return load_function("ingest_videos", TABLE_NAME=resources.table_name)


def test_just_the_throttled_messages_come_back(
    app: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "campaign.aws.video_intake.write_batch",
        lambda client, table, writes: [Outcome.WRITTEN, Outcome.THROTTLED, Outcome.WRITTEN],
    )

    answer = app.handler(batch("{", observed(id="1"), observed(id="2"), observed(id="3")), lambda_context)

    assert identifiers(answer) == ["m2"]


def test_what_cannot_be_quarantined_at_the_moment_comes_back(
    app: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(*_: object) -> None:
        raise TransientError("table", "throttled", "wait")

    monkeypatch.setattr(app.quarantine, "put", put)

    answer = app.handler(batch("{", observed(id="1")), lambda_context)

    assert identifiers(answer) == ["m0"]


def test_a_fault_of_ours_in_reading_one_message_fails_that_message_alone(
    app: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    def put(*_: object) -> None:
        raise RuntimeError("no such table")

    monkeypatch.setattr(app.quarantine, "put", put)

    answer = app.handler(
        batch(observed(id="1"), '{"correlation_id": "c-1"}', observed(id="2")), lambda_context
    )

    assert identifiers(answer) == ["m1"]
    applied = next(line for line in log_lines() if line["message"] == "messages applied")
    assert applied["received"] == 2
    failed = next(line for line in log_lines() if line["message"] == "message failed")
    assert (failed["level"], failed["correlation_id"]) == ("ERROR", "c-1")
