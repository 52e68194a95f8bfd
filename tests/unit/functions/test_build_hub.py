import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.aws.publications import ToolkitTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.hub.samples import HUB_URL, session, toolkit
from tests.unit.template_resources import Resources

EVENT = Path(__file__).parents[3] / "events" / "build_hub" / "two-changes.json"


@pytest.fixture
def event() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EVENT.read_text())
    return loaded


@pytest.fixture
def app(load_function: Callable[..., ModuleType], table: Table, resources: Resources) -> ModuleType:
    return load_function(
        "build_hub", TABLE_NAME=table.name, SITE_BUCKET=resources.bucket("site"), HUB_URL=HUB_URL
    )


def page(resources: Resources, path: str) -> str:
    return boto3.client("s3").get_object(Bucket=resources.bucket("site"), Key=path)["Body"].read().decode()


def test_a_batch_of_changes_is_one_build_of_what_the_state_says_now(
    app: ModuleType,
    table: Table,
    resources: Resources,
    event: dict[str, Any],
    lambda_context: FakeLambdaContext,
) -> None:
    SessionTable(table).add(session(starts_at=datetime.now(UTC) + timedelta(days=1)), "c-1")
    ToolkitTable(table).add(toolkit(), "c-2")

    assert app.handler(event, lambda_context) is None

    assert "Supporting a friend" in page(resources, "en/index.html")
    assert "كيف تساند صديقًا" in page(resources, "ar/toolkits/supporting-a-friend/index.html")
    assert "session-asking-for-help@end-the-stigma" in page(resources, "sessions.ics")


def test_a_build_says_which_changes_it_shows(
    app: ModuleType, event: dict[str, Any], lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    event["Records"].append(event["Records"][0] | {"body": "not json"})

    app.handler(event, lambda_context)

    (line,) = [line for line in log_lines() if line["message"] == "changes to show"]
    assert (line["messages"], line["correlation_ids"]) == (3, ["c-1", "c-2"])


def test_a_second_build_of_the_same_state_writes_nothing(
    app: ModuleType, resources: Resources, event: dict[str, Any], lambda_context: FakeLambdaContext
) -> None:
    app.handler(event, lambda_context)
    before = boto3.client("s3").list_objects_v2(Bucket=resources.bucket("site"))["Contents"]

    app.handler(event, lambda_context)

    after = boto3.client("s3").list_objects_v2(Bucket=resources.bucket("site"))["Contents"]
    assert [(each["Key"], each["LastModified"]) for each in after] == [
        (each["Key"], each["LastModified"]) for each in before
    ]


def test_a_build_that_fails_fails_its_whole_batch(
    app: ModuleType, event: dict[str, Any], lambda_context: FakeLambdaContext
) -> None:
    app.site.bucket = "no-such-bucket"

    with pytest.raises(Exception, match="NoSuchBucket"):
        app.handler(event, lambda_context)
