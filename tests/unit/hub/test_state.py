from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.aws.featured_videos import FeaturedVideoTable
from campaign.aws.figures import FigureCounter, FiguresTable
from campaign.aws.publications import PublicationTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.figures.contribution import contribution_of
from campaign.figures.counting import News
from campaign.figures.tally import Tally
from campaign.hub.state import MAX_VIDEOS, HubState, read_state
from campaign.publications.kind import Kind
from campaign.sessions.session import SessionStatus
from campaign.videos.storage import video_item
from tests.unit.hub.samples import NOW, session, video
from tests.unit.publications.samples import content_of, kept


def read(table: Table, now: datetime = NOW, held_since: datetime | None = None) -> HubState:
    return read_state(
        FeaturedVideoTable(table).order(until=held_since),
        SessionTable(table),
        PublicationTable(table),
        FiguresTable(table),
        now,
        held_since,
    )


def feature(table: Table, number: int, featured_at: datetime) -> None:
    featured = video(number).model_copy(update={"featured_at": featured_at})
    item = video_item(
        featured, version=1, change="video.featured", changed_at=featured_at, correlation_id="c-1"
    )
    table.put(item, expected=None)


def test_a_page_with_few_videos_keeps_them_for_a_year_newest_first(table: Table) -> None:
    last_april = NOW - timedelta(days=365) + timedelta(seconds=1)
    january, february = datetime(2026, 1, 31, 23, 0, tzinfo=UTC), datetime(2026, 2, 1, 0, 0, tzinfo=UTC)
    for number, moment in enumerate([last_april - timedelta(seconds=1), last_april, january, february, NOW]):
        feature(table, number, moment)

    assert [shown.featured_at for shown in read(table).videos] == [NOW, february, january, last_april]


def test_while_a_hold_is_on_no_video_comes_onto_the_wall_and_one_that_is_taken_down_goes(
    table: Table,
) -> None:
    held_since = NOW - timedelta(hours=1)
    moments = [held_since - timedelta(days=40), held_since, held_since + timedelta(seconds=1)]
    for number, moment in enumerate(moments):
        feature(table, number, moment)

    assert [shown.featured_at for shown in read(table, held_since=held_since).videos] == [
        held_since,
        held_since - timedelta(days=40),
    ]
    table.delete(f"VIDEO#{video(1).key}", "VIDEO")
    assert [shown.featured_at for shown in read(table, held_since=held_since).videos] == [
        held_since - timedelta(days=40)
    ]
    assert len(read(table).videos) == 2


def test_no_launch_opens_while_a_hold_is_on_and_one_that_was_open_stays(table: Table) -> None:
    opens = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # 20:00 in Dubai, as the sample says
    kept(table, content_of(Kind.LAUNCH), opens - timedelta(days=1))

    def launches(held_since: datetime | None) -> int:
        return len(read(table, opens + timedelta(hours=1), held_since).published.of(Kind.LAUNCH))

    assert launches(held_since=opens - timedelta(seconds=1)) == 0
    assert launches(held_since=opens) == 1
    assert launches(held_since=None) == 1


def test_no_more_videos_are_shown_than_fit(table: Table) -> None:
    for number in range(MAX_VIDEOS + 3):
        feature(table, number, NOW - timedelta(minutes=number))

    videos = read(table).videos

    assert len(videos) == MAX_VIDEOS
    assert videos[0].featured_at == NOW


def test_sessions_stay_in_the_calendar_for_30_days_and_on_the_page_until_they_end(table: Table) -> None:
    for days in (31, 29):
        SessionTable(table).add(session(id=f"past-{days}", starts_at=NOW - timedelta(days=days)), "c-1")
    SessionTable(table).add(session(id="running", starts_at=NOW - timedelta(minutes=44)), "c-1")

    hub = read(table)

    assert [each.id for each in hub.sessions] == ["past-29", "running"]
    assert [each.id for each in hub.upcoming] == ["running"]


def keep(table: Table, name: str, **fields: Any) -> None:
    SessionTable(table).add(session(id=name, **fields), "c-1")


def test_nobody_sees_a_draft(table: Table) -> None:
    keep(table, "draft", status=SessionStatus.DRAFT)

    assert read(table).sessions == ()


@pytest.mark.parametrize(("days", "shown"), [(29, True), (31, False)])
@pytest.mark.parametrize("start", [-60, 60])
def test_a_cancellation_is_shown_for_30_days_wherever_the_start_was(
    table: Table, days: int, shown: bool, start: int
) -> None:
    cancelled_at, starts_at = NOW - timedelta(days=days), NOW + timedelta(days=start)
    keep(table, "off", status=SessionStatus.CANCELLED, timed_at=cancelled_at, starts_at=starts_at)

    assert bool(read(table).sessions) is shown


def test_a_postponed_session_stays_on_the_page_behind_the_others_until_it_has_a_date(table: Table) -> None:
    long_ago = NOW - timedelta(days=90)
    keep(table, "waiting", status=SessionStatus.POSTPONED, starts_at=long_ago, timed_at=long_ago)
    keep(table, "next")

    assert [each.id for each in read(table).upcoming] == ["next", "waiting"]


def test_what_can_be_seen_again_is_listed_the_latest_first(table: Table) -> None:
    link = "https://www.tiktok.com/@invented.advocate/video/7"
    for days in (3, 2):
        keep(table, f"seen-{days}", starts_at=NOW - timedelta(days=days), replay_link=link)
    keep(table, "unseen", starts_at=NOW - timedelta(days=1))
    keep(table, "running", starts_at=NOW, replay_link=link)

    assert [each.id for each in read(table).replays] == ["seen-2", "seen-3"]


def test_the_live_revision_of_a_toolkit_is_shown(table: Table) -> None:
    kept(table, content_of(Kind.TOOLKIT), NOW)
    kept(table, content_of(Kind.TOOLKIT, version="1.1.0"), NOW)

    (shown,) = read(table).published.of(Kind.TOOLKIT)
    assert shown.published_version == "1.1.0"


def test_the_totals_are_those_of_every_video_that_counts(table: Table) -> None:
    counter = FigureCounter(table, lambda: NOW)
    counter.count([News(one.key, 1, contribution_of(one)) for one in (video(1), video(2))])

    assert read(table).totals == Tally(videos=2, creators=1)


def test_only_as_many_videos_are_read_as_the_wall_has_room_for(table: Table) -> None:
    for number in range(MAX_VIDEOS + 3):
        feature(table, number, NOW - timedelta(minutes=number))

    assert [shown.featured_at for shown in read(table).videos] == [
        NOW - timedelta(minutes=number) for number in range(MAX_VIDEOS)
    ]
