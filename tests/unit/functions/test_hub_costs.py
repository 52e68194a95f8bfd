"""What one change costs the hub, counted by calls, however large the archive is."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.aws.attributes import to_attributes
from campaign.aws.table import Table
from campaign.publications.kind import Kind
from campaign.videos.moves import approve, withdraw
from campaign.videos.storage import video_item
from campaign.videos.video import Video, VideoStatus
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_build_hub import change, page, publication_change
from tests.unit.hub.samples import HUB_URL, NOW, video
from tests.unit.publications.samples import content_of, kept
from tests.unit.template_resources import Resources

FEW, MANY = 100, 2_000
Load = Callable[..., ModuleType]


class Hub:
    """build_hub at a campaign with so many featured videos, all of whose pages are built."""

    def __init__(self, load_function: Load, resources: Resources, videos: int) -> None:
        self.app = load_function(
            "build_hub",
            TABLE_NAME=resources.table_name,
            SITE_BUCKET=resources.bucket("site"),
            HUB_URL=HUB_URL,
            PUBLIC_API_URL="https://api.example.org/v1",
            REPLY_ADDRESS="campaign@example.org",
            SMS_ENABLED="false",
            CAMPAIGN_HASHTAGS="EndTheStigma",
            CONTENT_BUCKET=resources.bucket("content"),
            HUB_QUEUE_URL=resources.queue_url("hub"),
        )
        self.table, self.queue = (
            Table(boto3.client("dynamodb"), resources.table_name),
            resources.queue_url("hub"),
        )
        for kind in Kind:
            kept(self.table, content_of(kind), NOW, f"the-{kind}")
        self.videos: list[Video] = []
        self.grow(videos)

    def grow(self, videos: int) -> None:
        """To so many, each older than those before."""
        for number in range(len(self.videos), videos):
            self.videos.append(featured(number, NOW - timedelta(minutes=number)))
            self.keep(self.videos[-1])

    def stands(self) -> None:
        """Something was built before, so a build of a change is of that change alone."""
        boto3.client("s3").put_object(Bucket=self.app.settings.site_bucket, Key="index.html", Body=b"")

    def keep(self, one: Video, version: int = 1) -> dict[str, str]:
        """Answers the message that tells of it."""
        item = video_item(one, version=version, change="video.any", changed_at=NOW, correlation_id="c-1")
        self.table.client.put_item(TableName=self.table.name, Item=to_attributes(item))
        return change("video.featured", subject=f"video:{one.key}")

    def build(self, *records: dict[str, str]) -> None:
        self.app.handler({"Records": list(records)}, FakeLambdaContext())

    def go_on(self) -> int:
        """Hand over what it ordered of itself, until it orders no more; answers how often."""
        sqs, runs = boto3.client("sqs"), 0
        while found := sqs.receive_message(QueueUrl=self.queue).get("Messages"):
            sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=found[0]["ReceiptHandle"])
            self.build({"messageId": "onward", "body": found[0]["Body"]})
            runs += 1
        return runs

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        """Calls of AWS by their names."""
        calls: Counter[str] = Counter()
        builder = self.app.builder

        def count(params: Any, model: Any, **_: Any) -> None:
            calls[model.name] += 1

        clients = (builder.site.client, builder.state.holds.table.client)
        for each in clients:
            each.meta.events.register("before-parameter-build", count, unique_id="counted")
        yield calls
        for each in clients:
            each.meta.events.unregister("before-parameter-build", count, unique_id="counted")


def featured(number: int, at: datetime) -> Video:
    reviewed = video(number).model_copy(update={"status": VideoStatus.IN_REVIEW, "featured_at": None})
    return approve(reviewed, by="m", at=at, feature=True).video


def costs(hub: Hub, number: int) -> dict[str, Counter[str]]:
    """Of one video that comes, and of that one that goes."""
    hub.stands()
    with hub.counted() as coming:
        hub.build(hub.keep(featured(1_000_000 + number, NOW)))
    with hub.counted() as going:
        hub.build(hub.keep(withdraw(hub.videos[number], by="creator", at=NOW).video, version=2))
    return {"coming": coming, "going": going}


def test_one_video_costs_as_many_calls_among_few_as_among_many(
    load_function: Load, resources: Resources
) -> None:
    """Within a fifth: how many videos are read depends on where pages begin around the one that changed."""
    hub = Hub(load_function, resources, FEW)
    few = costs(hub, 50)
    hub.grow(MANY)
    many = costs(hub, 1_000)

    for which in ("coming", "going"):
        assert many[which].total() <= few[which].total() * 1.2
        assert many[which].total() < 130


def test_a_change_of_one_topic_reads_and_writes_a_few_files(
    load_function: Load, resources: Resources
) -> None:
    hub = Hub(load_function, resources, 3)
    hub.build({"messageId": "schedule", "body": "{}"})
    kept(hub.table, content_of(Kind.GUIDE, body="Another.\n\n[[help]]\n"), NOW, "the-guide")

    with hub.counted() as calls:
        hub.build(publication_change("guide:the-guide"))

    assert calls["PutObject"] == 2  # its page, in both languages
    assert calls["ListObjectsV2"] == 2  # of attachments, in each of two passes
    # In each pass its pages, the list and the first page, two feeds in two formats, the sitemap.
    # Once what those link to.
    assert calls["HeadObject"] <= 1 + 2 * 15 + 2


def test_the_archive_is_gone_through_step_by_step_until_its_end(
    load_function: Load, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.hub.wanted.MOST_PAGES", 3)

    hub = Hub(load_function, resources, 300)

    hub.build({"messageId": "first", "body": "{}"})

    assert hub.go_on() >= 3
    found = boto3.client("s3").list_objects_v2(Bucket=resources.bucket("site"), Prefix="en/videos/")
    pages = "".join(page(resources, each["Key"]) for each in found["Contents"] if "index" not in each["Key"])
    assert pages.count('class="voice"') == 300
