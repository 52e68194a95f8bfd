from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from campaign.aws.featured_videos import FeaturedVideoTable
from campaign.aws.publications import ToolkitTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.hub.state import MAX_VIDEOS, HubState, read_state
from campaign.videos.storage import video_item
from campaign.videos.video import Video
from tests.unit.hub.samples import NOW, session, toolkit, video


def read(table: Table, now: datetime = NOW) -> HubState:
    return read_state(FeaturedVideoTable(table), SessionTable(table), ToolkitTable(table), now)


def feature(table: Table, number: int, featured_at: datetime) -> None:
    featured = video(number).model_copy(update={"featured_at": featured_at})
    item = video_item(
        featured, version=1, change="video.featured", changed_at=featured_at, correlation_id="c-1"
    )
    table.put(item, expected=None)


def test_videos_of_this_month_and_the_last_are_shown_newest_first(table: Table) -> None:
    january, february = datetime(2026, 1, 31, 23, 0, tzinfo=UTC), datetime(2026, 2, 1, 0, 0, tzinfo=UTC)
    for number, moment in enumerate([january, february, NOW]):
        feature(table, number, moment)

    assert [shown.featured_at for shown in read(table).videos] == [NOW, february]


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


def test_the_live_revision_of_a_toolkit_is_shown(table: Table) -> None:
    ToolkitTable(table).add(toolkit(), "c-1")
    ToolkitTable(table).add(toolkit(revision=2, version="1.1.0"), "c-2")

    (shown,) = read(table).toolkits
    assert shown.content.version == "1.1.0"


@pytest.mark.parametrize("month", [1, 3, 12])
def test_the_month_before_is_asked_for_on_any_day_of_the_month(month: int) -> None:
    asked: list[str] = []

    class Asked:
        def featured_in(self, month: datetime) -> Iterator[Video]:
            asked.append(f"{month:%Y-%m}")
            return iter(())

    class Nothing:
        def __getattr__(self, name: str) -> object:
            return lambda *_: ()

    read_state(Asked(), Nothing(), Nothing(), datetime(2026, month, 31, tzinfo=UTC))  # type: ignore[arg-type]  # never asked

    before = {1: "2025-12", 3: "2026-02", 12: "2026-11"}[month]
    assert asked == [f"2026-{month:02d}", before]
