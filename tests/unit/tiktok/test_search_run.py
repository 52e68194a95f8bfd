"""The search for new videos and that of a past range, from beginning to end."""

from datetime import date, timedelta

import pytest

from campaign.tiktok.search_run import Outcome
from tests.unit.conftest import FixedClock
from tests.unit.tiktok.search_stage import StageOf, invented_videos

pytestmark = pytest.mark.enable_socket


def test_the_first_search_looks_back_thirty_days_and_finds_every_video(
    stage_of: StageOf, clock: FixedClock
) -> None:
    videos = invented_videos(250, clock.now, timedelta(hours=3))
    stage = stage_of(videos)

    report = stage.search()

    first = clock.now.date() - timedelta(days=30)
    assert report.outcome is Outcome.DONE
    assert stage.intake_ids() == {video.id for video in videos if video.created_at.date() >= first}
    assert stage.state().is_done
    assert stage.state().held_until is None
