import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.announcements.wording_check import FILES as WORDING_FILES
from campaign.announcements.wording_publish import WORDING_KEY
from campaign.aws.policies import PolicyTable
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.aws.wordings import WordingTable
from campaign.policies.publish import POLICY_KEY
from campaign.policies.validation import POLICY_FILE
from campaign.publications.kind import Kind
from campaign_cli.publishing.packing import pack
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.publications.samples import bundle
from tests.unit.template_resources import Resources

EVENTS = Path(__file__).parents[3] / "events" / "publish_content"


def event(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / name).read_text())
    return loaded


@pytest.fixture
def app(load_function: Callable[..., ModuleType], table: Table, resources: Resources) -> ModuleType:
    return load_function("publish_content", TABLE_NAME=table.name, CONTENT_BUCKET=resources.bucket("content"))


def test_an_upload_is_proposed(
    app: ModuleType, table: Table, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    boto3.client("s3").put_object(
        Bucket=resources.bucket("content"), Key="toolkits/supporting-a-friend.zip", Body=bundle()
    )

    answer = app.handler(event("bundle-uploaded.json"), lambda_context)

    assert answer == {"batchItemFailures": []}
    assert PublicationTable(table).get(Kind.TOOLKIT, "supporting-a-friend").latest == 1


def test_an_uploaded_policy_is_in_force(
    app: ModuleType, table: Table, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    written = EVENTS.parents[1] / "content" / "policy"
    boto3.client("s3").put_object(
        Bucket=resources.bucket("content"), Key=POLICY_KEY, Body=pack(written, [POLICY_FILE])
    )

    assert app.handler(event("policy-uploaded.json"), lambda_context) == {"batchItemFailures": []}

    assert PolicyTable(table).in_force().has("crisis-words")


def test_uploaded_words_of_announcements_hold(
    app: ModuleType, table: Table, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    written = EVENTS.parents[1] / "content" / "announcements"
    boto3.client("s3").put_object(
        Bucket=resources.bucket("content"), Key=WORDING_KEY, Body=pack(written, WORDING_FILES)
    )

    assert app.handler(event("announcements-uploaded.json"), lambda_context) == {"batchItemFailures": []}

    live = WordingTable(table).live()
    assert live is not None
    assert live.revision == 1


@pytest.mark.parametrize(("upload", "said"), [(bundle(), "revision proposed"), (b"", "message quarantined")])
def test_what_is_logged_of_an_upload_carries_the_correlation_id_that_is_stored(
    app: ModuleType,
    resources: Resources,
    lambda_context: FakeLambdaContext,
    log_lines: LogLines,
    upload: bytes,
    said: str,
) -> None:
    stored = boto3.client("s3").put_object(
        Bucket=resources.bucket("content"), Key="toolkits/supporting-a-friend.zip", Body=upload
    )

    app.handler(event("bundle-uploaded.json"), lambda_context)

    (line,) = [line for line in log_lines() if line["message"] == said]
    etag = stored["ETag"].strip('"')
    assert line["correlation_id"] == f"upload:{etag}"


def test_the_test_event_that_s3_sends_at_first_is_nothing_to_do(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    assert app.handler(event("test-event.json"), lambda_context) == {"batchItemFailures": []}
    assert list(TableQuarantine(table).entries()) == []


@pytest.mark.parametrize(
    "body", ["not json", '{"Records": [{}]}', '{"Records": [{"s3": {"object": {"key": "x.zip"}}}]}']
)
def test_what_is_no_upload_of_a_publication_is_quarantined(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, body: str
) -> None:
    message = event("bundle-uploaded.json")
    message["Records"][0]["body"] = body

    assert app.handler(message, lambda_context) == {"batchItemFailures": []}
    (entry,) = TableQuarantine(table).entries()
    assert entry.source == "publications"


def test_a_message_comes_back_when_the_bucket_cannot_be_read(
    app: ModuleType, lambda_context: FakeLambdaContext
) -> None:
    app.uploads.bucket.name = "no-such-bucket"

    answer = app.handler(event("bundle-uploaded.json"), lambda_context)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "11111111-1111-4111-8111-111111111111"}]}
