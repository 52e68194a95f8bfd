import json

import pytest

from campaign.aws.table import Table
from campaign.care.case import Case, CaseStatus
from campaign.care.history import What
from tests.unit.api.care import CareRoom
from tests.unit.conftest import LogLines
from tests.unit.stored import items_under


@pytest.fixture
def room(table: Table) -> CareRoom:
    return CareRoom(table)


def by_lead(room: CareRoom, case: Case, what: str = "") -> int:
    return room.call("DELETE", f"/care/cases/{case.id}{what}", by="lina", groups="lead")[0]


def closed(room: CareRoom) -> Case:
    case = room.held()
    room.move(case, "note", {"note": "planted note"})
    close = {"outcome": "help_reached", "expected_version": room.now(case).version}
    assert room.move(case, "close", close)[0] == 200
    return case


def test_words_go_at_once_and_the_case_goes_on_without_them(room: CareRoom, table: Table) -> None:
    case = room.held()
    room.move(case, "note", {"note": "planted note"})

    assert by_lead(room, case, "/words") == 200

    assert items_under(table, f"WORDS#{case.id}") == []
    assert room.now(case).status is CaseStatus.CLAIMED
    last = list(room.cases.history(case.id))[-1]
    assert (last.what, last.by) == (What.WORDS_DELETED, "lina")
    document = room.call("GET", f"/care/cases/{case.id}/text")[1]
    assert (document["text"], document["notes"]) == (None, [])


def test_a_closed_case_goes_at_once_with_all_that_was_known(
    room: CareRoom, table: Table, log_lines: LogLines
) -> None:
    case = closed(room)

    assert by_lead(room, case) == 200

    assert items_under(table, f"WORDS#{case.id}") == items_under(table, f"CARE#{case.id}") == []
    assert by_lead(room, case) == 404
    (line,) = [line for line in log_lines() if line["message"] == "case forgotten"]
    assert (line["case"], line["by"], "planted" in json.dumps(line)) == (case.id, "lina", False)


def test_nobody_deletes_a_case_that_somebody_may_be_waiting_in(room: CareRoom) -> None:
    case = room.held()

    assert by_lead(room, case) == 409
    assert room.now(case).status is CaseStatus.CLAIMED


@pytest.mark.parametrize("what", ["", "/words"])
def test_a_reviewer_deletes_nothing(room: CareRoom, what: str) -> None:
    case = closed(room)

    assert room.call("DELETE", f"/care/cases/{case.id}{what}")[0] == 403
    assert room.now(case).status is CaseStatus.CLOSED
