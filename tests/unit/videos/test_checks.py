"""Checks are spread evenly, and asked by few at a time."""

from collections import Counter
from datetime import timedelta

from campaign.videos.checks import CLAIMED_FOR
from campaign.videos.rules import CHECKED_EVERY, first_check
from tests.templates import queue_triggers
from tests.unit.videos.messages import NOON


def test_videos_that_came_all_at_once_are_not_checked_all_at_once() -> None:
    """A search that found 28,000 in one minute: each of the 14 days gets its 2,000, each hour its 83."""
    due = [
        first_check(f"tiktok:{7_412_345_678_901_230_000 + number}", NOON) - NOON for number in range(28_000)
    ]

    days = Counter(moment // timedelta(days=1) for moment in due)
    hours = Counter(moment // timedelta(hours=1) for moment in due)

    assert days.keys() == set(range(14))
    assert all(1_800 < videos < 2_200 for videos in days.values())
    assert max(hours.values()) < 2 * 84


def test_a_video_whose_look_got_lost_once_is_looked_at_within_fifteen_days() -> None:
    waits_for_a_run = timedelta(minutes=5)
    second_look = CHECKED_EVERY + waits_for_a_run + CLAIMED_FOR + waits_for_a_run
    assert second_look < timedelta(days=15)


def test_tiktok_is_asked_by_two_at_a_time_however_many_checks_wait() -> None:
    (checks,) = [trigger for _, queue, trigger in queue_triggers() if queue == "ChecksQueue"]
    assert checks["ScalingConfig"] == {"MaximumConcurrency": 2}
