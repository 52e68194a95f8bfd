from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.hold import held_item
from campaign.api.notices import notice_routes
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.stream import change_of
from campaign.aws.table import Table
from campaign.aws.telling import LedgerTable
from tests.unit.announcements.samples import due
from tests.unit.announcements.test_notices import FORM
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import NOW

ON = {"on": True, "why": "something must be checked first"}
LATER = {"expected_revision": 1, "at": "2026-03-02T21:00", "zone": "Asia/Dubai"}


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    return StaffApi(notice_routes(NoticeTable(table), HoldTable(table), LedgerTable(table), clock))


def test_a_notice_is_written_listed_moved_and_taken_back(api: StaffApi) -> None:
    status, written = api.call("POST", "/notices", FORM)
    assert (status, written["status"], written["due_at"]) == (201, "planned", "2026-03-01T17:00:00Z")

    assert api.call("PATCH", "/notices/new-helpers", LATER)[1]["due_at"] == "2026-03-02T17:00:00Z"
    assert [one["revision"] for one in api.call("GET", "/notices")[1]["notices"]] == [2]
    assert api.call("DELETE", "/notices/new-helpers", expected_revision="2")[1]["status"] == "withdrawn"
    assert api.call("GET", "/notices/new-helpers")[1]["revision"] == 3


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/notices", FORM),
        ("GET", "/notices", None),
        ("GET", "/notices/new-helpers", None),
        ("PATCH", "/notices/new-helpers", LATER),
        ("DELETE", "/notices/new-helpers", None),
        ("GET", "/hold", None),
        ("PUT", "/hold", ON),
    ],
)
def test_moderators_send_nothing_and_stop_nothing(api: StaffApi, method: str, path: str, body: Any) -> None:
    assert api.call(method, path, body, groups="moderator")[0] == 403


def test_an_id_is_used_once(api: StaffApi) -> None:
    api.call("POST", "/notices", FORM)

    assert api.call("POST", "/notices", FORM)[0] == 409


def test_whoever_takes_back_says_what_they_saw(api: StaffApi) -> None:
    api.call("POST", "/notices", FORM)

    assert api.call("DELETE", "/notices/new-helpers")[0] == 422
    assert api.call("DELETE", "/notices/new-helpers", expected_revision="7")[0] == 409


def test_what_has_gone_out_stays_unless_a_hold_stopped_it(api: StaffApi, clock: FixedClock) -> None:
    api.call("POST", "/notices", {**FORM, "at": None, "zone": None})
    clock.advance(seconds=1)

    assert api.call("DELETE", "/notices/new-helpers", expected_revision="1")[0] == 409
    api.call("PUT", "/hold", ON, groups="operator")
    assert api.call("DELETE", "/notices/new-helpers", expected_revision="1")[0] == 200


@pytest.mark.parametrize("group", ["publisher", "operator"])
def test_a_hold_names_who_turned_it_on_when_and_why(api: StaffApi, group: str) -> None:
    assert api.call("GET", "/hold", groups=group)[1]["on"] is False

    status, hold = api.call("PUT", "/hold", ON, groups=group)

    assert status == 200
    assert (hold["on"], hold["why"], hold["by"]) == (True, ON["why"], "staff-1")
    assert hold["since"] == "2026-03-01T12:00:00Z"
    assert api.call("GET", "/hold", groups=group)[1] == hold


def test_to_turn_it_on_again_keeps_the_first_moment_and_reason(api: StaffApi, clock: FixedClock) -> None:
    first = api.call("PUT", "/hold", ON)[1]
    clock.advance(minutes=5)

    assert api.call("PUT", "/hold", {"on": True, "why": "another"})[1] == first


def test_turning_it_off_needs_no_reason_and_shows_what_waited(api: StaffApi, table: Table) -> None:
    api.call("PUT", "/hold", ON)
    table.put(held_item(due(Milestone.SESSION_ANNOUNCED), 1, NOW), expected=None)

    assert api.call("GET", "/hold")[1]["held"] == ["session:ramadan-talk@1/session.announced"]
    assert api.call("PUT", "/hold", {"on": False})[1]["version"] == 2


def test_each_turn_is_told_on_the_bus_as_the_campaigns(api: StaffApi, table: Table) -> None:
    api.call("PUT", "/hold", ON)

    image = table.client.get_item(TableName=table.name, Key={"pk": {"S": "HOLD"}, "sk": {"S": "HEAD"}})[
        "Item"
    ]
    change = change_of({"dynamodb": {"NewImage": image}})
    assert change is not None
    assert (change.id, change.type) == ("hold:campaign@1/hold.changed", "hold.changed")
    assert (change.subject, change.correlation_id) == ("hold:campaign", "request-1")
