"""Thousands of sightings through the deployed intake, by three ways, in any order: one and the same state."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from campaign.aws.screening import KEPT_FOR
from campaign.kernel.clock import utc_now
from campaign_cli.replay_model import OBSERVED_APART, Row, differences, expected, read_rows, sightings
from campaign_cli.replay_stack import Held, take_in
from campaign_cli.replay_ways import messages
from tests import invented_posts
from tests.stack.conftest import Campaign
from tests.stack.test_moderation import POLICY, published

pytestmark = [pytest.mark.stack, pytest.mark.crowding]


@pytest.fixture(scope="module", autouse=True)
def all_is_reviewed(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No rule applies by itself: what a rule rejects at once is the one thing that depends on the order."""
    policy = yaml.safe_load((POLICY / "policy.yaml").read_text("utf-8"))
    for rule in policy["rules"]:
        rule.pop("when", None)
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy, allow_unicode=True), "utf-8")
    published(campaign, folder)
    time.sleep(KEPT_FOR.total_seconds())  # until no intake screens by the one before


def known(held: Held) -> dict[str, dict[str, Any]]:
    """What is stored of each video, but for when it was seen: the search comes by every 15 minutes, and may
    just have seen those again that are still on the simulated platform."""
    seen = {"observed_at", "details_at", "sightings"}
    videos = {name: json.loads(stored) for name, stored in held.videos.items()}
    return {
        name: {field: value for field, value in video.items() if field not in seen}
        for name, video in videos.items()
    }


def new_videos(campaign: Campaign, rows: Sequence[Row]) -> int:
    """Replay the rows by search, webhook and submission, find everything as it should be, and say how many
    videos came of them."""
    start = utc_now().replace(microsecond=0) - len(rows) * OBSERVED_APART
    sent = sightings(rows, start, seed=1)
    before = Held.by(campaign.deployment)

    take_in(campaign.deployment, messages(sent, seed=1), Console(quiet=True))

    after = Held.by(campaign.deployment)
    assert differences(expected(sent), after.videos) == []
    assert known(before).items() <= known(after).items(), "what other tests left is as it was"
    assert (after.dead_letters, after.quarantined) == (before.dead_letters, before.quarantined)
    return len(after.videos) - len(before.videos)


def test_invented_posts_end_as_their_newest_sightings_say(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "pages.jsonl"
    pages = (invented_posts.ROWS[:100], invented_posts.ROWS[100:])
    file.write_text("\n".join(json.dumps({"data": {"videos": page}}) for page in pages))

    assert new_videos(campaign, read_rows(file)) == invented_posts.VIDEOS


def real_rows() -> list[Row]:
    folder = os.environ.get("CAMPAIGN_DATA")
    if folder is None:
        pytest.skip("CAMPAIGN_DATA names no folder of real records")
    return read_rows(Path(folder) / "videos" / "research_pages.jsonl")


def test_a_thousand_real_posts_end_as_their_newest_sightings_say(campaign: Campaign) -> None:
    rows = real_rows()[:1000]

    assert new_videos(campaign, rows) == len({row["id"] for row in rows})


@pytest.mark.sweep
def test_six_thousand_real_posts_end_as_their_newest_sightings_say(campaign: Campaign) -> None:
    assert new_videos(campaign, real_rows()) == 5567
