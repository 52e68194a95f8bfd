"""Many videos on the simulated TikTok, found by the search as they are, with their words and figures."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.tiktok.research import observed
from campaign.tiktok.search_run import Outcome
from campaign.videos.intake import VideoObserved
from campaign_cli.replay_model import Row, read_rows
from tests.invented_posts import ROWS
from tests.simulators.models import SimulatedCreator, SimulatedVideo
from tests.unit.conftest import FixedClock
from tests.unit.tiktok.search_stage import HASHTAGS, SearchStage, StageOf

pytestmark = pytest.mark.enable_socket

DURATION = 31


def on_tiktok(stage: SearchStage, rows: Iterable[Row]) -> None:
    """Each row as the simulator holds it, with a campaign hashtag, so that the search finds it."""
    for row in rows:
        handle = row["username"]
        stage.tiktok.catalogue.put_creator(
            SimulatedCreator(handle=handle, name=handle, open_id=f"act.{handle}")
        )
        stage.tiktok.catalogue.put(
            SimulatedVideo(
                id=str(row["id"]),
                handle=handle,
                caption=row["video_description"],
                created_at=datetime.fromtimestamp(row["create_time"], UTC),
                hashtags=(*row["hashtag_names"], HASHTAGS[0]),
                region=row.get("region_code"),
                duration_seconds=DURATION,
                views=row["view_count"],
            )
        )


def content(video: VideoObserved) -> dict[str, Any]:
    return video.model_dump(exclude={"observed_at", "correlation_id"})


def as_in(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """By id, what its last row says."""
    found = (
        observed(
            {**row, "hashtag_names": [*row["hashtag_names"], HASHTAGS[0]], "video_duration": DURATION},
            datetime.now(UTC),
            "file",
        )
        for row in rows
    )
    return {video.id: content(video) for video in found}


def searched(stage: SearchStage, rows: list[Row], clock: FixedClock) -> dict[str, dict[str, Any]]:
    days = sorted(datetime.fromtimestamp(row["create_time"], UTC).date() for row in rows)
    clock.now = datetime.combine(days[-1], datetime.max.time(), UTC)
    on_tiktok(stage, rows)
    assert stage.backfill(days[0], days[-1]).outcome is Outcome.DONE
    return {video.id: content(video) for video in stage.intake()}


def test_a_search_finds_every_invented_video_as_it_is(stage_of: StageOf, clock: FixedClock) -> None:
    assert searched(stage_of(), ROWS, clock) == as_in(ROWS)


def test_a_search_finds_every_real_video_as_it_is_in_the_file(stage_of: StageOf, clock: FixedClock) -> None:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    rows = read_rows(Path(folder) / "videos" / "research_pages.jsonl")
    stage = stage_of()

    found = searched(stage, rows, clock)

    assert found == as_in(rows)
    assert len(found) == 5567
    assert stage.quarantined() == []
