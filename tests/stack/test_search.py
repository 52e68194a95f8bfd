"""The hashtag search on the deployed campaign: off without credentials, from TikTok's answer to review."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from campaign.videos.video import VideoKey
from campaign_cli.main import commands
from tests.simulators.models import Endpoint, SimulatedVideo
from tests.stack.afresh import start_afresh
from tests.stack.conftest import Campaign
from tests.stack.test_videos import in_review, video

pytestmark = pytest.mark.stack

JANUARY = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.fixture
def without_client_key(campaign: Campaign) -> Iterator[None]:
    """For as long as this test runs."""
    secrets, arn = campaign.deployment.client("secretsmanager"), campaign.outputs["TikTokSecretArn"]
    before = secrets.get_secret_value(SecretId=arn)["SecretString"]

    def put(secret: str) -> None:
        secrets.put_secret_value(SecretId=arn, SecretString=secret)
        start_afresh(campaign.deployment, "SearchVideos")

    put(json.dumps(json.loads(before) | {"client_key": ""}))
    yield
    put(before)


def run(campaign: Campaign) -> dict[str, Any]:
    """One run, as its schedule wakes it."""
    reply = campaign.deployment.client("lambda").invoke(
        FunctionName=campaign.outputs["SearchVideosFunction"], Payload="{}"
    )
    answer: dict[str, Any] = json.loads(reply["Payload"].read())
    assert "FunctionError" not in reply, answer
    return answer


def command(campaign: Campaign, *words: str) -> str:
    result = CliRunner().invoke(commands, ["search", *words, "--home", str(campaign.aws.home)])
    assert result.exit_code == 0, result.output
    return result.output


def tagged(campaign: Campaign, number: int, created_at: datetime) -> SimulatedVideo:
    """On TikTok, which tells nobody of it."""
    handle = f"search.creator{number}"
    campaign.creator(handle)
    one = video(number, handle).model_copy(update={"created_at": created_at, "hashtags": ("endthestigma",)})
    campaign.tiktok.catalogue.put(one)
    return one


def test_search_is_off_without_a_client_key(campaign: Campaign, without_client_key: None) -> None:
    asked = len(campaign.tiktok.calls_of(Endpoint.RESEARCH_QUERY))

    assert run(campaign) == {"outcome": "off"}

    assert len(campaign.tiktok.calls_of(Endpoint.RESEARCH_QUERY)) == asked


def test_a_new_video_with_the_hashtag_is_searched_and_reaches_the_review(campaign: Campaign) -> None:
    one = tagged(campaign, 900, datetime.now(UTC) - timedelta(hours=1))

    assert run(campaign)["outcome"] == "done"

    in_review(campaign, one)
    assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).source == "search"
    assert "new videos" in command(campaign, "status")


def test_a_past_range_is_searched_by_a_command_and_only_once(campaign: Campaign) -> None:
    found = [tagged(campaign, 910 + place, JANUARY + place * timedelta(days=15)) for place in range(3)]
    days = ("--from", "2026-01-01", "--to", "2026-02-28")

    assert "59 days are searched; 3 videos" in command(campaign, "backfill", *days)

    for one in found:
        in_review(campaign, one)
    asked = len(campaign.tiktok.calls_of(Endpoint.RESEARCH_QUERY))
    assert "59 days are searched; 0 videos" in command(campaign, "backfill", *days)
    assert len(campaign.tiktok.calls_of(Endpoint.RESEARCH_QUERY)) == asked
    assert "2026-01-01 to 2026-02-28 │ 2026-02-28" in command(campaign, "status")
