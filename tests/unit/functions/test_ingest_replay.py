"""Many videos through `ingest_videos`, by three ways, some twice, in random order, against a plain model."""

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign_cli.replay_model import differences, expected, read_rows, sightings
from campaign_cli.replay_ways import messages
from tests import invented_posts
from tests.unit.conftest import FakeLambdaContext
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import NOON


@pytest.fixture
def app(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    return load_function("ingest_videos", TABLE_NAME=resources.table_name)


def take_in(app: ModuleType, bodies: list[str], context: FakeLambdaContext) -> None:
    for first in range(0, len(bodies), 10):
        batch = bodies[first : first + 10]
        records = [{"messageId": str(place), "body": body} for place, body in enumerate(batch)]
        assert app.handler({"Records": records}, context) == {"batchItemFailures": []}


def stored(resources: Resources) -> dict[str, str]:
    items: list[dict[str, Any]] = []
    for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=resources.table_name):
        items += page["Items"]
    return {item["pk"]["S"].removeprefix("VIDEO#tiktok:"): item["data"]["S"] for item in items}


@pytest.mark.parametrize("seed", range(3))
def test_invented_videos_end_as_their_newest_sightings_say(
    app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext, seed: int
) -> None:
    sent = sightings(invented_posts.ROWS, NOON, seed)

    take_in(app, messages(sent, seed), lambda_context)

    kept = stored(resources)
    assert differences(expected(sent), kept) == []
    assert len(kept) == invented_posts.VIDEOS


def test_real_videos_end_as_their_newest_sightings_say(
    app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    rows = read_rows(Path(folder) / "videos" / "research_pages.jsonl")
    sent = sightings(rows, NOON, seed=1)

    take_in(app, messages(sent, seed=1), lambda_context)

    kept = stored(resources)
    assert differences(expected(sent), kept) == []
    assert len(kept) == len(expected(sent)) == 5567
