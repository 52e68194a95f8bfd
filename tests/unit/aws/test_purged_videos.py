"""A purge cancels queued work: what was on its way about the video when it went has no effect afterwards."""

from collections.abc import Callable

import pytest

from campaign.aws.screening import KeptScreening
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.aws.videos import VideoTable
from campaign.tiktok.lookups import LookUpPost, observe
from campaign.tiktok.oembed import Found
from campaign.videos.intake import VideoChecked, VideoMessage
from campaign.videos.moves import withdraw
from campaign.videos.video import Video, VideoKey, VideoStatus, without_content
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import at, gone, observed

ID = "7374895375649443115"
KEY = VideoKey(f"tiktok:{ID}")
Purge = Callable[[Table, VideoIntake], None]


def no_longer_public(table: Table, intake: VideoIntake) -> None:
    intake.apply([gone(10)])


def withdrawn(table: Table, intake: VideoIntake) -> None:
    stored = VideoTable(table).get(KEY)
    assert stored is not None
    VideoTable(table).save(withdraw(stored.video, by="creator", at=at(10)), stored, at(10), "withdrawal-1")


def late_lookup() -> VideoMessage:
    """TikTok told that it was public, and it is looked up only now: perhaps it can still be seen."""
    told = LookUpPost(post_id=ID, open_id="open-noor", observed_at=at(5), correlation_id="late-1")
    return observe(told, Found(ID, "video", "words that must not come back #EndTheStigma", "demo.noor"))


def late_search() -> VideoMessage:
    return observed(6, caption="words that must not come back #EndTheStigma")


def late_submission() -> VideoMessage:
    return observed(7, source="submission", caption="words that must not come back #EndTheStigma")


def late_check(visible: bool) -> VideoMessage:
    return VideoChecked(
        platform="tiktok", id=ID, observed_at=at(8), visible=visible, correlation_id="late-check"
    )


@pytest.mark.parametrize("purge", [no_longer_public, withdrawn])
@pytest.mark.parametrize(
    "late",
    [late_lookup(), late_search(), late_submission(), late_check(True), late_check(False)],
    ids=["lookup", "search", "submission", "check that saw it", "check that did not"],
)
def test_what_was_queued_before_a_purge_has_no_effect_after_it(
    table: Table, clock: FixedClock, purge: Purge, late: VideoMessage
) -> None:
    intake = VideoIntake(table, clock, KeptScreening(table, clock))
    intake.apply([observed(1)])
    clock.advance(minutes=1)
    purge(table, intake)
    before = table.get(f"VIDEO#{KEY}", "VIDEO")
    assert before is not None

    clock.advance(minutes=1)
    assert intake.apply([late]).retry == set()

    after = table.get(f"VIDEO#{KEY}", "VIDEO")
    assert after is not None
    assert "must not come back" not in after.data
    assert (after.gsi1, after.gsi3) == (None, None), "neither in review, nor on the hub, nor checked"
    video = Video.model_validate_json(after.data)
    assert video.status in {VideoStatus.GONE, VideoStatus.WITHDRAWN}
    assert video.model_copy(update=without_content(video.creator)) == video, (
        "nothing that can be seen is kept"
    )
