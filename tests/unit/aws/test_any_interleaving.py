"""Records put through search, webhook and submission in any interleaving: one and the same state."""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.aws.screening import KeptScreening
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign_cli.replay_model import OBSERVED_APART, WAYS, Row, Sighting, differences, expected, read_rows
from campaign_cli.replay_ways import seen
from tests import invented_posts
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import NOON

Stored = dict[str, str]
"""What is stored of each video, by its id."""
FILES = ("research_pages.jsonl", "mental_health_page.json")


def sightings_of(rows: Sequence[Row]) -> st.SearchStrategy[list[Sighting]]:
    """A few rows, each by one to three ways; some of one moment, and some videos more than once."""
    ways = st.lists(st.sampled_from(WAYS), min_size=1, max_size=len(WAYS), unique=True)
    one_row = st.tuples(st.sampled_from(rows), ways, st.integers(0, 5))
    return st.lists(one_row, min_size=1, max_size=8).map(
        lambda chosen: [
            Sighting(row, place, way, NOON + second * OBSERVED_APART)
            for place, (row, ways, second) in enumerate(chosen)
            for way in ways
        ]
    )


Batches = list[list[Sighting]]


def arrivals(sent: Sequence[Sighting]) -> st.SearchStrategy[Batches]:
    """Every sighting at least once, some more often, in any order, and in batches of any size."""
    again = st.lists(st.sampled_from(sent), max_size=5)
    order = again.flatmap(lambda more: st.permutations([*sent, *more]))
    return st.builds(_in_batches, order, st.lists(st.integers(1, 10), min_size=30, max_size=30))


def _in_batches(order: Sequence[Sighting], sizes: Sequence[int]) -> Batches:
    rest = iter(order)
    return [batch for size in sizes if (batch := list(islice(rest, size)))]


def state_after(table: Table, batches: Batches) -> Stored:
    """What an empty table holds after these were taken in."""
    for item in _items(table):
        table.delete(item["pk"]["S"], item["sk"]["S"])
    clock = FixedClock(NOON + timedelta(hours=1))
    intake = VideoIntake(table, clock, KeptScreening(table, clock))
    for batch in batches:
        assert intake.apply([seen(sighting) for sighting in batch]).retry == set()
    return {item["pk"]["S"].removeprefix("VIDEO#tiktok:"): item["data"]["S"] for item in _items(table)}


def _items(table: Table) -> list[Any]:
    pages = table.client.get_paginator("scan").paginate(TableName=table.name)
    return [item for page in pages for item in page["Items"]]


def as_read(stored: Stored) -> dict[str, Any]:
    """The order of an object's members says nothing."""
    return {video_id: json.loads(data) for video_id, data in stored.items()}


def hold(table: Table, rows: Sequence[Row], data: st.DataObject) -> None:
    """Everything is drawn before anything is written: Hypothesis may stop an example at any draw."""
    sent = data.draw(sightings_of(rows))
    apart = [replace(each, at=each.at + timedelta(milliseconds=n)) for n, each in enumerate(sent)]
    one, other, alone = [data.draw(arrivals(each)) for each in (sent, sent, apart)]

    assert as_read(state_after(table, one)) == as_read(state_after(table, other))
    assert differences(expected(apart), state_after(table, alone)) == []


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_invented_records_end_in_one_state_by_whatever_way_and_in_whatever_order(
    table: Table, data: st.DataObject
) -> None:
    hold(table, invented_posts.ROWS[:60], data)


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_real_records_end_in_one_state_by_whatever_way_and_in_whatever_order(
    table: Table, file: str, data: st.DataObject
) -> None:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    hold(table, read_rows(Path(folder) / "videos" / file), data)
