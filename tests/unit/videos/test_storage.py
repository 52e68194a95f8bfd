from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.videos.intake import Creator
from campaign.videos.moves import approve, reject
from campaign.videos.rules import decide
from campaign.videos.storage import check_partitions, next_item, review_partitions, video_item, video_of
from campaign.videos.video import Video, VideoStatus
from tests.unit.videos.messages import NOON, REVIEW_ALL, gone, observed

UNTIL = NOON + timedelta(hours=2)


def received(**fields: Any) -> Video:
    decision = decide(None, observed(**fields), NOON, REVIEW_ALL)
    assert decision is not None
    return decision.video


def item(video: Video, version: int = 1) -> Item:
    return video_item(video, version=version, change="video.received", changed_at=NOON, correlation_id="c")


@given(st.text(), st.sampled_from(VideoStatus))
def test_a_video_comes_back_from_its_item_as_it_was(caption: str, status: VideoStatus) -> None:
    video = received(caption=caption).model_copy(update={"status": status})
    assert video_of(item(video)) == video


@pytest.mark.parametrize(
    "changed",
    [
        {"caption": "other words"},
        {"creator": Creator(handle="demo.other")},
        {"status": VideoStatus.WITHDRAWN},
        {"status": VideoStatus.FEATURED, "featured_at": NOON},
        {"received_at": NOON + timedelta(days=1)},
        {"check_due": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_next_item_is_as_it_would_be_made_anew(changed: dict[str, Any]) -> None:
    before = received()
    video = before.model_copy(update=changed)
    made = next_item(
        item(before), before, video, change="video.received", changed_at=NOON, correlation_id="c"
    )
    assert made == item(video, version=2)


def test_an_item_is_found_by_platform_and_id() -> None:
    stored = item(received(), version=3)
    assert stored.key == ("VIDEO#tiktok:7374895375649443115", "VIDEO")
    assert (stored.version, stored.change, stored.correlation_id) == (3, "video.received", "c")


def test_a_video_in_review_waits_in_one_of_the_review_partitions() -> None:
    keys = {item(received(id=str(number))).gsi1 for number in range(200)}
    assert keys == {(partition, "2026-03-01T12:00:00.000000Z") for partition in review_partitions()}


def test_a_video_with_content_is_under_one_of_the_check_partitions_when_it_is_due() -> None:
    videos = [received(id=str(number)) for number in range(200)]
    keys = [item(video).gsi3 for video in videos]
    assert {key[0] for key in keys if key} == set(check_partitions())
    assert [key and key[1] for key in keys] == [iso(video.check_due) for video in videos if video.check_due]


@pytest.mark.parametrize(
    ("check_due", "due"),
    [
        (NOON + timedelta(hours=1), NOON + timedelta(hours=1)),
        (NOON + timedelta(hours=3), UNTIL),
        (None, UNTIL),
    ],
)
def test_a_featured_video_is_due_by_its_check_or_the_end_of_its_right(
    check_due: datetime | None, due: datetime
) -> None:
    known = received().model_copy(update={"check_due": check_due, "rights_until": UNTIL})

    stored = item(approve(known, by="m", at=NOON, feature=True).video)

    assert stored.gsi3 == (stored.gsi3 and stored.gsi3[0], iso(due))


def test_a_video_that_is_not_featured_is_due_by_its_check_alone() -> None:
    known = received().model_copy(update={"rights_until": UNTIL})
    assert item(known).gsi3 == item(received()).gsi3


def test_what_is_deleted_is_checked_no_more() -> None:
    assert item(reject(received(), by="m", at=NOON, rule="sells-something").video).gsi3 is None


def test_a_featured_video_is_found_by_the_month_in_utc() -> None:
    dubai = timezone(timedelta(hours=4))
    at = datetime(2026, 4, 1, 2, 0, tzinfo=dubai)
    featured = approve(received(), by="m", at=at, feature=True).video
    assert item(featured).gsi1 == ("FEATURED", "2026-03-31T22:00:00.000000Z")


@pytest.mark.parametrize("how", ["approved", "rejected", "gone"])
def test_what_needs_no_review_and_is_not_shown_is_in_no_list(how: str) -> None:
    videos = {
        "approved": approve(received(), by="m", at=NOON, feature=False),
        "rejected": reject(received(), by="m", at=NOON, rule="sells-something"),
        "gone": decide(received(), gone(2), NOON, REVIEW_ALL),
    }
    decision = videos[how]
    assert decision is not None
    assert item(decision.video).gsi1 is None


@pytest.mark.parametrize(
    ("creator", "partition"),
    [
        (Creator(handle="noor.writes", open_id="open-noor"), "CREATOR#tiktok:open-noor"),
        (Creator(handle="Noor.Writes"), "CREATOR#tiktok:@noor.writes"),
        (Creator(), None),
    ],
)
def test_videos_are_found_by_the_best_name_that_is_known_of_their_creator(
    creator: Creator, partition: str | None
) -> None:
    index = item(received(creator=creator)).gsi2
    assert (index[0] if index else None) == partition
