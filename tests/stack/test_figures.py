"""The figures on the deployed stack: equal to a sum from scratch, whatever the stream repeats."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from campaign.aws.attributes import from_attributes
from campaign.aws.figures import FiguresTable
from campaign.aws.table import Table
from campaign.figures.tally import CampaignFigures
from campaign.videos.storage import video_of
from campaign.videos.video import Video
from campaign_cli.hub_commands import order_build
from campaign_cli.waiting import wait_for
from tests.figures_from_scratch import figures_of
from tests.stack.conftest import Campaign
from tests.stack.test_partners import event, post
from tests.stack.test_videos import WAIT, key_in_review, video

pytestmark = pytest.mark.stack

SETTLING = 180
"""Seconds: the stream may still be telling of thousands of replayed videos."""


def kept_up(campaign: Campaign) -> CampaignFigures:
    return FiguresTable(Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])).read()


def stored_videos(campaign: Campaign) -> Iterator[Video]:
    """Every video there is, by a scan: only a test may."""
    pages = (
        campaign.deployment.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=campaign.outputs["TableName"], ConsistentRead=True)
    )
    for page in pages:
        for found in page["Items"]:
            if found["pk"]["S"].startswith("VIDEO#") and found["sk"]["S"] == "VIDEO":
                yield video_of(from_attributes(found))


def equals_a_sum_from_scratch(campaign: Campaign) -> bool:
    return kept_up(campaign) == figures_of(stored_videos(campaign))


def settled(campaign: Campaign) -> None:
    wait_for("the figures to be the sum from scratch", lambda: equals_a_sum_from_scratch(campaign), SETTLING)


def test_videos_are_counted_from_their_webhooks_on(campaign: Campaign) -> None:
    before = kept_up(campaign).region.keys()
    figures = {"views": 1000, "likes": 50, "shares": 7}
    for name in ("figures-1", "figures-2"):
        body = event(
            name, region="BH", figures=figures, caption="planted-caption-words شكرًا لكم #EndTheStigma"
        )
        assert post(campaign, body) == 200
    campaign.creator("figures.noor")
    assert campaign.post(video(950, "figures.noor")).accepted

    wait_for("two videos from Bahrain", lambda: in_bahrain(campaign) == (2, 2, 2000, 100, 14), WAIT)
    assert "BH" not in before

    assert post(campaign, event("figures-1", "video.removed")) == 200
    wait_for("one video from Bahrain", lambda: in_bahrain(campaign) == (1, 1, 1000, 50, 7), WAIT)

    assert post(campaign, event("figures-2", "video.removed")) == 200
    wait_for("none from Bahrain", lambda: "BH" not in kept_up(campaign).region, WAIT)


def in_bahrain(campaign: Campaign) -> tuple[int, ...]:
    tally = kept_up(campaign).region.get("BH")
    return tuple(tally.model_dump().values()) if tally else ()


def test_staff_and_the_public_see_what_is_counted(campaign: Campaign) -> None:
    campaign.creator("figures.layla")
    assert campaign.post(video(951, "figures.layla")).accepted
    key_in_review(campaign, f"tiktok:{video(951, 'figures.layla').id}")
    settled(campaign)

    found = campaign.publisher.figures()

    assert found == kept_up(campaign)
    assert found.source["webhook"].videos > 0
    order_build(campaign.deployment)
    words = f"<li>{found.total.videos:,} video"
    wait_for(f"{words} on the hub", lambda: words in campaign.page("en/index.html")[1], WAIT)
    assert '<ul class="totals" aria-label="الحملة حتى الآن"' in campaign.page("ar/index.html")[1]


@pytest.mark.closing
def test_after_all_traffic_the_figures_are_the_sum_from_scratch(campaign: Campaign) -> None:
    settled(campaign)
    assert kept_up(campaign).total.videos > 0


@pytest.mark.closing
def test_a_replay_of_the_whole_stream_by_four_at_once_moves_nothing(campaign: Campaign) -> None:
    settled(campaign)
    before = kept_up(campaign)
    records = [*video_records(campaign)] * 2
    assert records
    random.Random(1).shuffle(records)
    batches = [records[start : start + 100] for start in range(0, len(records), 100)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda batch: invoke(campaign, batch), batches))

    assert answers == [{"batchItemFailures": []}] * len(batches)
    assert kept_up(campaign) == before


def video_records(campaign: Campaign) -> Iterator[dict[str, Any]]:
    """What the stream has told of videos so far, as the function gets it."""
    table = campaign.deployment.client("dynamodb").describe_table(TableName=campaign.outputs["TableName"])
    arn = table["Table"]["LatestStreamArn"]
    streams = campaign.deployment.client("dynamodbstreams")
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while found := (answer := streams.get_records(ShardIterator=iterator))["Records"]:
            for record in found:
                keys = record["dynamodb"]["Keys"]
                if keys["pk"]["S"].startswith("VIDEO#") and keys["sk"]["S"] == "VIDEO":
                    yield json.loads(json.dumps(record, default=str))
            iterator = answer["NextShardIterator"]


def invoke(campaign: Campaign, records: list[dict[str, Any]]) -> Any:
    functions = campaign.deployment.client("lambda")
    (name,) = [
        found["FunctionName"]
        for page in functions.get_paginator("list_functions").paginate()
        for found in page["Functions"]
        if "CountFigures-" in found["FunctionName"]
    ]
    answer = functions.invoke(FunctionName=name, Payload=json.dumps({"Records": records}).encode())
    return json.loads(answer["Payload"].read())
