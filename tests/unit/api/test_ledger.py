"""What became of an announcement, through the staff API and the command that writes it to a file."""

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState, DeliveryState, entry
from campaign.api.ledger import add_ledger_routes
from campaign.aws.announcements import AnnouncementTable, DeliveryTable
from campaign.aws.table import Table
from campaign.aws.telling import LedgerTable
from campaign_cli import announcement_ledger
from campaign_cli.errors import CommandError
from tests.unit.announcements.samples import delivery, due
from tests.unit.api.staff import StaffApi
from tests.unit.sessions.samples import NOW

KEY = due().key


@pytest.fixture
def api(table: Table) -> StaffApi:
    """An announcement with 70 deliveries: one failed, one dropped, the others sent."""
    AnnouncementTable(table).record(
        AnnouncementRecord(
            key=KEY, state=AnnouncementState.EXPANDED, recipients=70, parts_done=8, recorded_at=NOW
        )
    )
    ends = {0: (DeliveryState.FAILED, "SES answered MESSAGE_REJECTED"), 1: (DeliveryState.DROPPED, "cap")}
    DeliveryTable(table).settle(
        (entry(delivery(due(), f"reader-{n}"), None, state, NOW, reason), None)
        for n in range(70)
        for state, reason in [ends.get(n, (DeliveryState.SENT, None))]
    )
    router = Router()
    add_ledger_routes(router, LedgerTable(table))
    return StaffApi(router)


class AsOperator:
    """The command's way to the API."""

    def __init__(self, api: StaffApi) -> None:
        self.api = api

    def ask(self, method: str, path: str, body: str = "") -> Any:
        route, _, query = path.partition("?")
        status, document = self.api.call(method, route, groups="operator", **dict(parse_qsl(query)))
        assert status == 200, document
        return document


def test_it_says_how_many_ended_how_and_why(api: StaffApi) -> None:
    status, shown = api.call("GET", "/announcements", key=KEY)

    assert status == 200
    assert (shown["state"], shown["recipients"], shown["shards_counted"]) == ("expanded", 70, 64)
    sent, *others = [(one["state"], one["reason"], one["deliveries"]) for one in shown["outcomes"]]
    assert [sent, *sorted(others)] == [
        ("sent", None, 68),
        *sorted([("dropped", "cap", 1), ("failed", "SES answered MESSAGE_REJECTED", 1)]),
    ]


def test_an_announcement_that_was_never_made_is_not_found(api: StaffApi) -> None:
    assert api.call("GET", "/announcements", key="session:nowhere@1/live.now")[0] == 404
    assert api.call("GET", "/announcements", key="")[0] == 422


def test_without_a_key_they_are_listed_the_latest_first(api: StaffApi, table: Table) -> None:
    later = due(Milestone.LIVE_NOW).key
    record = AnnouncementRecord(key=later, state="late", recorded_at=NOW + timedelta(hours=1))
    AnnouncementTable(table).record(record)

    status, listed = api.call("GET", "/announcements")

    assert status == 200
    assert [(each["key"], each["state"], each["recipients"]) for each in listed["announcements"]] == [
        (later, "late", 0),
        (KEY, "expanded", 70),
    ]


def test_an_announcement_is_listed_once_however_often_it_is_recorded(api: StaffApi, table: Table) -> None:
    announcements = AnnouncementTable(table)
    known = announcements.announcement(due())
    assert known is not None
    announcements.record(known.model_copy(update={"version": 2, "recorded_at": NOW + timedelta(hours=1)}))

    listed = api.call("GET", "/announcements")[1]["announcements"]

    assert [(each["key"], each["version"]) for each in listed] == [(KEY, 2)]


@pytest.mark.parametrize("shard", ["", "64", "-1", "x", "٣"])
def test_a_shard_is_a_number_below_64(api: StaffApi, shard: str) -> None:
    assert api.call("GET", "/announcements/deliveries", key=KEY, shard=shard)[0] == 422


@pytest.mark.parametrize("path", ["/announcements", "/announcements/deliveries"])
def test_it_is_for_publishers_and_operators(api: StaffApi, path: str) -> None:
    assert api.call("GET", path, groups="moderator", key=KEY, shard="0")[0] == 403


def test_pages_go_on_where_the_one_before_ended_and_hold_no_address(
    api: StaffApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.api.ledger.PAGE", 1)

    found = list(announcement_ledger.deliveries(AsOperator(api), KEY))

    assert sorted(one.subscriber_id for one in found) == sorted(f"reader-{n}" for n in range(70))
    assert found[0].model_dump().keys() == {
        "subscriber_id",
        "channel",
        "state",
        "reason",
        "recorded_at",
        "attempts",
    }


def test_what_the_api_had_no_time_to_count_the_command_counts_from_the_pages(
    api: StaffApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.api.ledger.COUNT_FOR", 0.0)
    assert api.call("GET", "/announcements", key=KEY)[1]["shards_counted"] == 1

    shown = announcement_ledger.read(AsOperator(api), KEY)

    assert sorted(announcement_ledger.describe(shown).splitlines()[1:]) == [
        "          1  dropped by email: cap",
        "          1  failed by email: SES answered MESSAGE_REJECTED",
        "         68  sent by email",
    ]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_it_is_written_to_a_file(api: StaffApi, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"ledger.{ending}"
    count = announcement_ledger.export(announcement_ledger.deliveries(AsOperator(api), KEY), file)

    text = file.read_text("utf-8")
    rows = json.loads(text) if ending == "json" else list(csv.DictReader(text.splitlines()))
    assert count == len(rows) == 70
    (failed,) = [row for row in rows if row["state"] == "failed"]
    assert (failed["subscriber_id"], failed["reason"]) == ("reader-0", "SES answered MESSAGE_REJECTED")


def test_another_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\.csv or \.json"):
        announcement_ledger.export(iter(()), tmp_path / "ledger.xls")
