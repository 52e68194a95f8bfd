"""An export is read to its end or not at all, and what is put back tells nobody anything."""

import gzip
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState, DeliveryState, entry
from campaign.announcements.messages import AnnouncementDue, DeliveryKey, PageDue, WebhookDue
from campaign.announcements.planner import read_planning
from campaign.announcements.storage import announcement_item, delivery_item
from campaign.audience.subscriber import Channel
from campaign.aws.attributes import Attributes, to_attributes
from campaign.kernel.change import ChangeEvent
from campaign.kernel.item import Item
from campaign_cli.errors import CommandError
from campaign_cli.restoring import items_of, kept, plans, under_way
from campaign_cli.table_export import LocalFolder, items_in

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
KEY = "session:a@2/session.moved"


def item(pk: str = "SESSION#a", sk: str = "HEAD", **more: Any) -> Attributes:
    known = {"version": 3, "data": "{}", "changed_at": "2026-11-30T07:00:00.000000Z", **more}
    return to_attributes(Item(pk=pk, sk=sk, **known))


def exported(folder: Path, items: list[Attributes], **summary: Any) -> LocalFolder:
    packed = gzip.compress("".join(json.dumps({"Item": one}) + "\n" for one in items).encode())
    (folder / "data").mkdir()
    (folder / "data" / "abc.json.gz").write_bytes(packed)
    file = {
        "itemCount": len(items),
        "md5Checksum": b64encode(md5(packed, usedforsecurity=False).digest()).decode(),
        "dataFileS3Key": "AWSDynamoDB/0123-abc/data/abc.json.gz",
    }
    (folder / "manifest-files.json").write_text(json.dumps(file) + "\n")
    told = {"itemCount": len(items), "outputFormat": "DYNAMODB_JSON", "exportType": "FULL_EXPORT", **summary}
    (folder / "manifest-summary.json").write_text(json.dumps(told))
    return LocalFolder(folder)


def test_an_export_is_read_item_by_item(tmp_path: Path) -> None:
    items = [item(), item("SUB#x", "SUB")]

    assert list(items_in(exported(tmp_path, items))) == items


def test_a_file_that_is_not_as_it_was_written_is_refused(tmp_path: Path) -> None:
    folder = exported(tmp_path, [item()])
    (tmp_path / "data" / "abc.json.gz").write_bytes(gzip.compress(b'{"Item": {}}\n'))

    with pytest.raises(CommandError, match="not as it was written"):
        list(items_in(folder))


@pytest.mark.parametrize(
    ("summary", "says"),
    [
        ({"itemCount": 2}, "its manifest says 2"),
        ({"outputFormat": "ION"}, "no full one"),
        ({"exportType": "INCREMENTAL_EXPORT"}, "no full one"),
    ],
)
def test_half_an_export_or_another_kind_is_refused(
    tmp_path: Path, summary: dict[str, Any], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        list(items_in(exported(tmp_path, [item()], **summary)))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = exported(tmp_path, [item()])
    (tmp_path / "data" / "abc.json.gz").unlink()

    with pytest.raises(CommandError, match=r"abc\.json\.gz"):
        list(items_in(folder))


def test_what_is_put_back_is_no_news_and_has_not_expired() -> None:
    past, future = (int((NOW + timedelta(seconds=seconds)).timestamp()) for seconds in (-1, 60))
    items = [
        item(change="session.changed", correlation_id="c", gsi1=("SESSIONS", "x")),
        item("LIMIT#x", expires_at=past),
        item("LIMIT#y", expires_at=future),
    ]

    assert list(kept(items, NOW)) == [
        item(correlation_id="c", gsi1=("SESSIONS", "x")),
        item("LIMIT#y", expires_at=future),
    ]


def test_sessions_notices_and_publications_are_planned_anew_and_nothing_else() -> None:
    items = [
        item(),
        item(sk="REV#1"),
        item("NOTICE#n"),
        item("PUB#toolkit#t"),
        item("VIDEO#tiktok:1", "VIDEO"),
        item("CARE#story-1"),
    ]
    read = [read_planning(body) for body in plans(items_of(items))]

    assert [(one.subject, one.revision) for one in read if isinstance(one, ChangeEvent)] == [
        ("session:a", 3),
        ("notice:n", 3),
        ("toolkit:t", 3),
    ]


def delivery(subscriber: str, channel: Channel, state: DeliveryState) -> Attributes:
    return to_attributes(delivery_item(entry(DeliveryKey(KEY, subscriber, channel), None, state, NOW)))


def announced(state: AnnouncementState) -> Attributes:
    return to_attributes(announcement_item(AnnouncementRecord(key=KEY, state=state, recorded_at=NOW)))


def test_deliveries_that_waited_are_taken_up_again_and_those_that_ended_are_not() -> None:
    items = [
        announced(AnnouncementState.EXPANDED),
        delivery("sent", Channel.EMAIL, DeliveryState.SENT),
        delivery("dropped", Channel.EMAIL, DeliveryState.DROPPED),
        delivery("asleep", Channel.EMAIL, DeliveryState.HELD),
        delivery("again", Channel.EMAIL, DeliveryState.RELEASED),
        delivery("endpoint", Channel.WEBHOOK, DeliveryState.RELEASED),
    ]
    messages = under_way(items_of(items))

    (page,) = messages["DeliveriesQueueUrl"]
    assert PageDue.model_validate_json(page).subscribers == ("again", "asleep")
    assert PageDue.model_validate_json(page).announcement.key == KEY
    (webhook,) = messages["WebhooksQueueUrl"]
    assert WebhookDue.model_validate_json(webhook).subscriber_id == "endpoint"
    assert messages.keys() == {"DeliveriesQueueUrl", "WebhooksQueueUrl"}


def test_an_announcement_that_was_being_expanded_goes_on() -> None:
    messages = under_way(items_of([announced(AnnouncementState.EXPANDING)]))

    (due,) = messages["AnnouncementsQueueUrl"]
    assert AnnouncementDue.model_validate_json(due).milestone is Milestone.SESSION_MOVED


def test_rows_without_a_model_are_put_back_and_plan_nothing() -> None:
    row = {"pk": {"S": "FIGURES#1"}, "sk": {"S": "total#all"}, "videos": {"N": "3"}}

    assert list(kept([row], NOW)) == [row]
    assert list(items_of([row])) == []
