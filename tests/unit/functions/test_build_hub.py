import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.announcements.hold import Hold
from campaign.aws.holds import HoldTable
from campaign.aws.publications import PublicationTable
from campaign.aws.screening import KeptScreening
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.hub.state import read_state
from campaign.publications.attachments import read_attachment
from campaign.publications.content import Attachment, attachment_key
from campaign.publications.kind import Kind
from campaign.publications.moves import withdraw
from campaign.videos.intake import Creator
from campaign.videos.storage import video_item
from campaign.videos.video import Video, VideoStatus
from tests.unit.conftest import FakeLambdaContext, FixedClock, LogLines
from tests.unit.hub.samples import HUB_URL, session
from tests.unit.publications.pictures import PNG
from tests.unit.publications.samples import content_of, kept
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import gone

EVENT = Path(__file__).parents[3] / "events" / "build_hub" / "two-changes.json"


@pytest.fixture
def event() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EVENT.read_text())
    return loaded


@pytest.fixture
def app(load_function: Callable[..., ModuleType], table: Table, resources: Resources) -> ModuleType:
    return load_function(
        "build_hub",
        TABLE_NAME=table.name,
        SITE_BUCKET=resources.bucket("site"),
        HUB_URL=HUB_URL,
        PUBLIC_API_URL="https://api.example.org/v1",
        REPLY_ADDRESS="campaign@example.org",
        SMS_ENABLED="false",
        CONTENT_BUCKET=resources.bucket("content"),
        HUB_QUEUE_URL=resources.queue_url("hub"),
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
    kept(table, content_of(Kind.TOOLKIT), datetime.now(UTC), "supporting-a-friend")

    assert app.handler(event, lambda_context) == {"batchItemFailures": []}

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


def change(kind: str, **fields: str) -> dict[str, str]:
    """A message of the hub's queue: this happened to a video at noon."""
    event = {
        "id": f"video:tiktok:7@2/{kind}",
        "type": kind,
        "subject": "video:tiktok:7",
        "revision": 2,
        "occurred_at": "2026-03-01T12:00:00Z",
        "correlation_id": "c-7",
        **fields,
    }
    return {"messageId": kind, "body": json.dumps({"detail": event})}


def publication_change(subject: str) -> dict[str, str]:
    event = {
        "id": f"PUB#{subject}@2",
        "type": "publication.changed",
        "subject": subject,
        "revision": 2,
        "occurred_at": "2026-03-01T12:00:00Z",
        "correlation_id": "c-8",
    }
    return {"messageId": subject, "body": json.dumps({"detail": event})}


def times_to_purge(printed: str) -> list[float]:
    """The values of the metric, from what a function prints for CloudWatch."""
    return [value for line in printed.splitlines() for value in json.loads(line).get("TimeToPurge", [])]


def test_a_build_tells_how_long_what_had_to_go_was_still_shown(
    app: ModuleType,
    lambda_context: FakeLambdaContext,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    log_lines: LogLines,
) -> None:
    monkeypatch.setattr(app, "utc_now", lambda: datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC))
    records = [
        change("video.gone", said_at="2026-03-01T11:59:00Z"),
        change("video.rejected"),
        change("video.featured"),
        {"messageId": "schedule", "body": "{}"},
    ]

    app.handler({"Records": records}, lambda_context)

    assert times_to_purge(capsys.readouterr().out) == [90.0, 30.0]
    told = [line for line in log_lines() if line["message"] == "purged from the hub"]
    assert [(line["subject"], line["seconds"]) for line in told] == [
        ("video:tiktok:7", 90.0),
        ("video:tiktok:7", 30.0),
    ]


def test_a_hold_that_is_turned_on_is_a_build_of_the_wall_as_it_stood(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    HoldTable(table).turn(Hold(on=True, why="why", by="staff-1", since=since, version=1), "c-1")
    asked: list[object] = []

    def read(*given: Any, **named: Any) -> Any:
        asked.append(given[5])
        return read_state(*given, **named)

    monkeypatch.setattr("campaign.aws.hub_state.read_state", read)

    app.handler(json.loads((EVENT.parent / "hold-turned-on.json").read_text()), lambda_context)

    assert set(asked) == {since}


def test_a_featured_message_that_comes_after_the_purge_shows_nothing(
    app: ModuleType, table: Table, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    now = datetime.now(UTC)
    video = Video(
        platform="tiktok",
        id="7",
        status=VideoStatus.FEATURED,
        creator=Creator(handle="demo.noor"),
        observed_at=now,
        received_at=now,
        featured_at=now,
    )
    featured = video_item(video, version=1, change="video.featured", changed_at=now, correlation_id="c-7")
    table.put(featured, expected=None)
    app.handler({"Records": [change("video.featured")]}, lambda_context)
    assert "demo.noor" in page(resources, "en/index.html")

    clock = FixedClock(now)
    VideoIntake(table, clock, KeptScreening(table, clock)).apply([gone(id="7", observed_at=now)])
    app.handler({"Records": [change("video.featured")]}, lambda_context)

    assert "demo.noor" not in page(resources, "en/index.html")


def test_a_build_that_fails_tells_of_no_purge(
    app: ModuleType, lambda_context: FakeLambdaContext, capsys: pytest.CaptureFixture[str]
) -> None:
    app.builder.site.bucket = "no-such-bucket"

    with pytest.raises(Exception, match="NoSuchBucket"):
        app.handler({"Records": [change("video.gone")]}, lambda_context)

    assert times_to_purge(capsys.readouterr().out) == []


def test_a_build_that_fails_fails_its_whole_batch(
    app: ModuleType, event: dict[str, Any], lambda_context: FakeLambdaContext
) -> None:
    app.builder.site.bucket = "no-such-bucket"

    with pytest.raises(Exception, match="NoSuchBucket"):
        app.handler(event, lambda_context)


def test_attachments_are_on_the_site_while_their_publication_is_shown(
    app: ModuleType,
    table: Table,
    resources: Resources,
    lambda_context: FakeLambdaContext,
) -> None:
    now = datetime.now(UTC)
    attachment = read_attachment("files/a.png", PNG)
    assert isinstance(attachment, Attachment)
    body = "[a picture](files/a.png)\n\n[[help]]\n"
    content = content_of(Kind.TOOLKIT, body=body).model_copy(update={"attachments": (attachment,)})
    s3 = boto3.client("s3")
    key = attachment_key(Kind.TOOLKIT, "with-files", attachment.path)
    s3.put_object(Bucket=resources.bucket("content"), Key=key, Body=PNG)
    publication = kept(table, content, now, "with-files")

    app.handler({"Records": [publication_change("toolkit:with-files")]}, lambda_context)

    shown = s3.get_object(Bucket=resources.bucket("site"), Key=attachment.path)
    assert (shown["Body"].read(), shown["ContentType"]) == (PNG, "image/png")
    assert f'href="/{attachment.path}"' in page(resources, "en/toolkits/with-files/index.html")

    ended = withdraw(publication, now)
    assert ended is not None
    PublicationTable(table).keep(ended, "c-2")
    app.handler({"Records": [publication_change("toolkit:with-files")]}, lambda_context)

    for path in (attachment.path, "en/toolkits/with-files/index.html"):
        assert "not here any more" in page(resources, path)


def test_a_tick_that_cannot_be_hidden_comes_back_and_keeps_no_change_waiting(
    app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    sample = json.loads((EVENT.parent / "a-tick-and-a-change.json").read_text())
    at = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    sample["Records"][0]["body"] = sample["Records"][0]["body"].replace("2026-03-02T16:00:00Z", at)

    answer = app.handler(sample, lambda_context)  # its receipt handle is of no queue

    assert answer == {"batchItemFailures": [{"itemIdentifier": "tick"}]}
    assert page(resources, "en/index.html")
