import json
from datetime import timedelta

import pytest

from campaign.hub.archive import START, Dirty, Place, dirty, place_of
from campaign.hub.changes import ArchiveDue, Changes, archive_due, changes_in
from campaign.publications.kind import Kind
from campaign.videos.video import VideoKey
from tests.unit.hub.samples import NOW
from tests.unit.hub.world import told

A, B = Place("2026-03-01T12:00:00.000000Z", "0a"), Place("2026-03-02T12:00:00.000000Z", "0b")


def test_a_batch_asks_for_each_subject_once() -> None:
    tick = {"tick": "launch:spring", "revision": 1, "at": NOW.isoformat(), "correlation_id": "c-1"}
    bodies = [told("video:tiktok:7"), told("video:tiktok:7"), told("guide:low-mood"), json.dumps(tick)]

    changes = changes_in(bodies)

    assert changes.subjects == {"video:tiktok:7", "guide:low-mood", "launch:spring"}
    assert changes.videos == (VideoKey("tiktok:7"),)
    assert changes.publications == ((Kind.GUIDE, "low-mood"), (Kind.LAUNCH, "spring"))
    assert not changes.everything


@pytest.mark.parametrize(
    "body", ["{}", "", "not json", '{"detail": {}}', '{"build": "another"}', '{"tick": 1}']
)
def test_what_names_no_change_asks_for_everything(body: str) -> None:
    assert changes_in([told("guide:low-mood"), body]).everything


def test_orders_to_go_through_the_archive_are_taken_together() -> None:
    orders = [archive_due(dirty([B])), archive_due(dirty([A], B)), archive_due(Dirty(onwards=A))]

    changes = changes_in(order.model_dump_json() for order in orders)

    assert changes == Changes(archive=dirty([A, B], A))


def test_an_order_without_a_place_is_to_go_through_all_of_it() -> None:
    assert changes_in(['{"build": "archive"}']).archive == ArchiveDue().dirty == Dirty(onwards=START)


def test_what_is_left_fits_into_a_message_however_much_it_is() -> None:
    places = [place_of(VideoKey("tiktok:7"), NOW + timedelta(seconds=number)) for number in range(3_001)]

    few, many = archive_due(dirty(places[:3_000])), archive_due(dirty(places))

    assert len(few.model_dump_json().encode()) < 262_144
    assert few.dirty.places == tuple(places[:3_000])
    assert many.dirty == Dirty(onwards=places[0])
