import pytest

from campaign.aws.featured_videos import FeaturedVideoTable
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.aws.videos import VideoTable
from campaign.hub.archive import END
from campaign.kernel.errors import ConflictError
from campaign.videos.moves import approve
from campaign.videos.review import StoredVideo
from campaign.videos.storage import video_key
from campaign.videos.video import VideoKey
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import REVIEW_ALL, observed


@pytest.fixture
def videos(table: Table) -> VideoTable:
    return VideoTable(table)


def take_in(table: Table, clock: FixedClock, *ids: str) -> None:
    for video_id in ids:
        VideoIntake(table, clock, lambda: REVIEW_ALL).apply([observed(id=video_id)])
        clock.advance(seconds=1)


def one(videos: VideoTable, key: str) -> StoredVideo:
    stored = videos.get(VideoKey(key))
    assert stored is not None
    return stored


def test_a_video_that_is_not_there_is_none(videos: VideoTable) -> None:
    assert videos.get(VideoKey("tiktok:1")) is None


def test_the_review_queue_is_oldest_first_over_all_its_partitions(
    table: Table, videos: VideoTable, clock: FixedClock
) -> None:
    ids = [str(number) for number in (7, 3, 9, 1, 5, 8)]
    take_in(table, clock, *ids)

    assert [stored.video.id for stored in videos.to_review(4)] == ids[:4]


def test_a_decided_video_leaves_the_review_queue(table: Table, videos: VideoTable, clock: FixedClock) -> None:
    take_in(table, clock, "1", "2")
    seen = one(videos, "tiktok:1")

    saved = videos.save(approve(seen.video, by="m", at=clock(), feature=True), seen, clock(), "request-1")

    assert saved == one(videos, "tiktok:1")
    assert saved.version == 2
    assert [stored.video.id for stored in videos.to_review(4)] == ["2"]
    item = table.get("VIDEO#tiktok:1", "VIDEO")
    assert item is not None
    assert (item.change, item.correlation_id) == ("video.featured", "request-1")


def test_a_decision_on_what_has_changed_meanwhile_is_refused(
    table: Table, videos: VideoTable, clock: FixedClock
) -> None:
    take_in(table, clock, "1")
    seen = one(videos, "tiktok:1")
    decision = approve(seen.video, by="m", at=clock(), feature=True)
    VideoIntake(table, clock, lambda: REVIEW_ALL).apply([observed(9, id="1")])

    with pytest.raises(ConflictError):
        videos.save(decision, seen, clock(), "request-1")


def test_a_stored_video_that_cannot_be_read_hides_no_other_from_the_moderators_or_the_hub(
    table: Table, videos: VideoTable, clock: FixedClock
) -> None:
    take_in(table, clock, "1", "2", "3", "4")
    for key in ("tiktok:3", "tiktok:4"):
        seen = one(videos, key)
        videos.save(approve(seen.video, by="m", at=clock(), feature=True), seen, clock(), "decided")
    for key in ("tiktok:1", "tiktok:3"):
        item = table.get(*video_key(VideoKey(key)))
        assert item is not None
        table.put(item._replace(data="{}", version=item.version + 1), expected=item.version)

    assert [stored.video.id for stored in videos.to_review(10)] == ["2"]
    assert [video.id for video in FeaturedVideoTable(table).order().older_than(END)] == ["4"]
