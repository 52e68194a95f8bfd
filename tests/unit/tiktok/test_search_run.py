"""The search for new videos and that of a past range, from beginning to end."""

import json
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest

from campaign.kernel.errors import TransientError
from campaign.tiktok.search_run import HAND_OVER_TRIES, LEASE, MILLIS_FOR_A_PAGE, Outcome
from tests.unit.conftest import FixedClock, LogLines
from tests.unit.tiktok.search_stage import LONG, Outbox, StageOf, invented_video, invented_videos

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


def test_the_first_day_can_be_set(stage_of: StageOf, clock: FixedClock) -> None:
    stage = stage_of(invented_videos(10, clock.now, timedelta(days=10)))

    stage.search(since=date(2026, 1, 1))

    assert stage.state().days.first == date(2026, 1, 1)
    assert len(stage.intake_ids()) == 6


def test_the_next_round_reads_the_last_48_hours_again_and_finds_what_appeared_late(
    stage_of: StageOf, clock: FixedClock
) -> None:
    stage = stage_of()
    stage.search()
    posted = clock.now - timedelta(hours=1)
    clock.advance(hours=47)
    late = invented_video(1, posted)
    stage.tiktok.catalogue.put(late)

    report = stage.search()

    assert (report.outcome, report.pages) == (Outcome.DONE, 1)
    assert stage.intake_ids() == {late.id}
    assert stage.state().days.first == date(2026, 2, 27)


def test_a_round_is_not_begun_before_the_quota_allows_one_so_long(
    stage_of: StageOf, clock: FixedClock
) -> None:
    """Five pages of a hundred a day: of which four fifths are for this, so a round takes 90 minutes."""
    stage = stage_of(invented_videos(450, clock.now, timedelta(minutes=5)), requests_a_day=100)
    stage.search(since=clock.now.date() - timedelta(days=2))

    clock.advance(minutes=89)
    assert stage.search().outcome is Outcome.NOT_DUE
    assert len(stage.queries) == 5

    clock.advance(minutes=1)
    assert stage.search().outcome is Outcome.DONE


def test_short_and_empty_pages_are_not_the_end(stage_of: StageOf, clock: FixedClock) -> None:
    videos = invented_videos(120, clock.now, timedelta(minutes=10))
    stage = stage_of(videos)
    stage.tiktok.research.shorten_next_pages(0, 7, 0, 0, 1)

    assert stage.search(since=clock.now.date() - timedelta(days=2)).outcome is Outcome.DONE
    assert stage.intake_ids() == {video.id for video in videos}


def test_a_run_that_is_short_of_time_stops_and_the_next_goes_on(stage_of: StageOf, clock: FixedClock) -> None:
    stage = stage_of(invented_videos(250, clock.now, timedelta(minutes=10)))

    first = stage.search_one_page(clock.now.date() - timedelta(days=2))
    second = stage.search()

    assert (first.outcome, first.pages, second.outcome, second.pages) == (
        Outcome.OUT_OF_TIME,
        1,
        Outcome.DONE,
        2,
    )
    assert len(stage.intake()) == 250


def test_no_page_is_begun_without_the_time_for_it(stage_of: StageOf) -> None:
    stage = stage_of(millis_left=MILLIS_FOR_A_PAGE - 1)

    assert stage.search().outcome is Outcome.OUT_OF_TIME
    assert stage.queries == []


def test_what_is_merely_like_a_campaign_hashtag_stays_out(stage_of: StageOf, clock: FixedClock) -> None:
    arabic, alike = (
        invented_video(1, clock.now, "لننهي_الوصمه"),
        invented_video(2, clock.now, "NotEndTheStigma"),
    )
    stage = stage_of([arabic, alike])

    stage.search()

    (query,) = {call.request.body for call in stage.queries if b"20260301" in call.request.body}
    asked = json.loads(query)["query"]["or"][0]
    assert (asked["operation"], asked["field_name"]) == ("IN", "hashtag_name")
    assert asked["field_values"] == ["EndTheStigma", "endthestigma", "لننهي_الوصمة", "لننهي_الوصمه"]
    assert stage.tiktok.research.quota.records_used >= 2, "TikTok found both"
    assert stage.intake_ids() == {arabic.id}


def test_all_of_a_page_lead_back_to_it(stage_of: StageOf, clock: FixedClock, log_lines: LogLines) -> None:
    stage = stage_of([invented_video(1, clock.now)])

    stage.search(since=clock.now.date())

    (video,) = stage.intake()
    assert (video.source, video.observed_at) == ("search", clock.now)
    assert video.correlation_id == "search-20260301-20260301-20260301T120000-0"
    assert video.correlation_id in {line.get("correlation_id") for line in log_lines()}


def test_a_query_asks_for_the_fields_that_are_read(stage_of: StageOf) -> None:
    stage = stage_of()

    stage.search()

    fields = parse_qs(stage.queries[0].request.target.partition("?")[2])["fields"][0].split(",")
    assert {"id", "video_description", "hashtag_names", "region_code", "favorites_count"} <= set(fields)
    assert "voice_to_text" not in fields


def test_a_past_range_is_searched_once_beside_the_search_for_new_videos(
    stage_of: StageOf, clock: FixedClock
) -> None:
    videos = invented_videos(70, clock.now - timedelta(days=20), timedelta(days=1))
    stage = stage_of(videos)
    first, last = date(2026, 1, 1), date(2026, 1, 31)

    assert stage.backfill(first, last).outcome is Outcome.DONE
    asked = len(stage.queries)
    assert stage.backfill(first, last).outcome is Outcome.DONE

    assert len(stage.queries) == asked
    assert stage.intake_ids() == {video.id for video in videos if first <= video.created_at.date() <= last}
    assert stage.states.load("NEW") is None


def test_a_past_range_that_is_done_asks_again_for_what_it_had_skipped(stage_of: StageOf) -> None:
    stage = stage_of()
    bad = date(2026, 1, 3)
    stage.tiktok.research.always_fail_on(bad)
    while not stage.backfill(date(2026, 1, 1), date(2026, 1, 4)).state.is_done:
        pass
    stage.tiktok.research._failing_days.clear()

    report = stage.backfill(date(2026, 1, 1), date(2026, 1, 4))

    assert (report.outcome, report.pages, report.state.skipped) == (Outcome.DONE, 1, ())


def test_a_run_leaves_the_search_to_another_that_is_at_work(stage_of: StageOf, clock: FixedClock) -> None:
    stage = stage_of(invented_videos(250, clock.now, timedelta(minutes=10)))
    seen: list[Outcome] = []

    def another_run_starts() -> int:
        seen.append(stage.search().outcome)
        return LONG

    report = stage.search(clock.now.date() - timedelta(days=2), millis_left=another_run_starts)

    assert report.outcome is Outcome.DONE
    assert seen == [Outcome.AT_WORK] * 3
    assert len(stage.intake()) == 250


def test_of_two_runs_at_once_the_slower_stops_and_nothing_is_lost(
    stage_of: StageOf, clock: FixedClock
) -> None:
    """The slower one has slept longer than its lease."""
    stage = stage_of(invented_videos(250, clock.now, timedelta(minutes=10)))
    woken: list[Outcome] = []

    def sleeps_and_is_overtaken() -> int:
        if not woken:
            clock.advance(seconds=LEASE.total_seconds())
            woken.append(stage.search().outcome)
        return LONG

    slower = stage.search(clock.now.date() - timedelta(days=2), millis_left=sleeps_and_is_overtaken)

    assert woken == [Outcome.DONE]
    assert slower.outcome is Outcome.AT_WORK
    assert len(stage.intake_ids()) == 250


class RefusingOutbox(Outbox):
    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def send_all(self, bodies: list[str]) -> None:
        if self.times:
            self.times -= 1
            raise TransientError("intake", "1 of 10 messages refused", "try again")
        super().send_all(bodies)


def test_an_intake_that_refuses_is_tried_again_without_asking_for_the_page_again(
    stage_of: StageOf, clock: FixedClock
) -> None:
    stage = stage_of([invented_video(1, clock.now)])
    stage.outbox = RefusingOutbox(HAND_OVER_TRIES - 1)

    assert stage.search(since=clock.now.date()).outcome is Outcome.DONE
    assert (len(stage.queries), len(stage.intake()), len(stage.pauses)) == (1, 1, 2)


def test_what_the_intake_does_not_take_is_not_recorded_as_read(stage_of: StageOf, clock: FixedClock) -> None:
    stage = stage_of([invented_video(1, clock.now)])
    stage.outbox = RefusingOutbox(HAND_OVER_TRIES)

    with pytest.raises(TransientError):
        stage.search(since=clock.now.date())

    clock.advance(seconds=LEASE.total_seconds())
    assert stage.search().outcome is Outcome.DONE
    assert len(stage.intake()) == 1
