"""Which videos the hub's feeds ask readers to forget."""

from datetime import timedelta

from campaign.aws.hub_state import HubStateTable
from campaign.aws.table import Table
from campaign.hub.state import MAX_VIDEOS
from campaign.hub.taken_off import KEEP_TAKEN_OFF, TakenOff
from campaign.publications.showing import USUAL
from campaign.videos.storage import video_item
from campaign.videos.video import AuditEntry, Video, VideoStatus
from tests.unit.hub.samples import NOW, video

HOUR = timedelta(hours=1)


def withdrawn(number: int, at_hours_ago: float) -> Video:
    """It was featured an hour before that."""
    at = NOW - at_hours_ago * HOUR
    history = (
        AuditEntry(at=at - HOUR, by="system", to=VideoStatus.FEATURED, rule="trusted creator"),
        AuditEntry(at=at, by="creator", to=VideoStatus.WITHDRAWN, rule="withdrawal"),
    )
    fields = {"status": VideoStatus.WITHDRAWN, "featured_at": None, "history": history, "caption": None}
    return video(number).model_copy(update=fields)


def taken_off(table: Table, *videos: Video) -> tuple[TakenOff, ...]:
    for each in videos:
        item = video_item(each, version=1, change="video.withdrawn", changed_at=NOW, correlation_id="c-1")
        table.put(item, expected=None)
    return HubStateTable(table, USUAL).read(NOW).taken_off


def test_what_was_on_the_hub_and_was_taken_off_it_is_told_with_its_time(table: Table) -> None:
    assert taken_off(table, video(1), withdrawn(2, 3), withdrawn(3, 2)) == (
        TakenOff(f"video:{video(3).key}", NOW - 2 * HOUR),
        TakenOff(f"video:{video(2).key}", NOW - 3 * HOUR),
    )


def test_what_was_never_on_the_hub_is_not_told(table: Table) -> None:
    never = withdrawn(1, 2)

    assert taken_off(table, never.model_copy(update={"history": never.history[1:]})) == ()


def test_after_thirty_days_it_is_told_no_more(table: Table) -> None:
    hours = KEEP_TAKEN_OFF / HOUR

    told = taken_off(table, withdrawn(1, hours - 1), withdrawn(2, hours + 1))

    assert [each.subject for each in told] == [f"video:{video(1).key}"]


def test_no_more_are_told_than_a_feed_holds(table: Table) -> None:
    assert (
        len(taken_off(table, *(withdrawn(number, number) for number in range(MAX_VIDEOS + 3)))) == MAX_VIDEOS
    )
