"""Many videos through `ingest_videos`, some twice, in random order, against a model without its rules."""

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign_cli.replay import messages
from campaign_cli.replay_model import differences, expected, read_rows
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
def test_invented_videos_end_as_their_newest_observations_say(
    app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext, seed: int
) -> None:
    take_in(app, messages(invented_posts.ROWS, NOON, seed), lambda_context)

    kept = stored(resources)
    assert differences(expected(invented_posts.ROWS, NOON), kept) == []
    assert len(kept) == invented_posts.VIDEOS


def test_real_videos_end_as_their_newest_observations_say(
    app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext
) -> None:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    rows = read_rows(Path(folder) / "videos" / "research_pages.jsonl")

    take_in(app, messages(rows, NOON, seed=1), lambda_context)

    kept = stored(resources)
    assert differences(expected(rows, NOON), kept) == []
    assert len(kept) == len(expected(rows, NOON)) == 5567
