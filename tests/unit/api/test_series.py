from typing import Any

import pytest

from campaign.api.sessions import session_routes
from campaign.aws.sessions import SeriesTable, SessionTable
from campaign.aws.table import Table
from campaign.kernel.errors import TransientError
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import FORM

SERIES = {**FORM, "id": "circle", "rule": "FREQ=WEEKLY;BYDAY=SU;COUNT=3"}
IDS = ["circle-20260301", "circle-20260308", "circle-20260315"]
LONG = {**SERIES, "rule": "FREQ=DAILY;COUNT=104"}


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    return StaffApi(session_routes(SessionTable(table), SeriesTable(table), clock))


def test_each_date_of_a_series_is_a_session_and_the_first_speaks_for_all(api: StaffApi) -> None:
    status, made = api.call("POST", "/series", SERIES)

    assert (status, [each["id"] for each in made["sessions"]]) == (201, IDS)
    assert {each["series"] for each in made["sessions"]} == {"circle"}
    assert [each["announced_by"] for each in made["sessions"]] == [None, IDS[0], IDS[0]]
    assert all(each["occurrence"] == each["starts_at"] for each in made["sessions"])
    assert api.call("GET", f"/sessions/{IDS[2]}")[1]["starts"] == "2026-03-15T21:00+04:00"


def test_a_date_is_named_by_its_day_where_it_takes_place(api: StaffApi) -> None:
    night = {**SERIES, "starts": "2026-03-02T01:00", "rule": "FREQ=WEEKLY;COUNT=1"}

    assert api.call("POST", "/series", night)[1]["sessions"][0]["id"] == "circle-20260302"


def test_a_series_is_listed_and_shown_as_its_dates_are_now(api: StaffApi) -> None:
    _, made = api.call("POST", "/series", SERIES)
    api.call("PATCH", f"/sessions/{IDS[1]}", {"expected_revision": 1, "starts": "2026-03-09T20:00"})

    (listed,) = api.call("GET", "/series")[1]["series"]
    _, shown = api.call("GET", "/series/circle")

    assert listed == {name: value for name, value in made.items() if name != "sessions"}
    assert [each["starts"][:16] for each in shown["sessions"]] == [
        "2026-03-01T21:00",
        "2026-03-09T20:00",
        "2026-03-15T21:00",
    ]
    assert shown["sessions"][1]["occurrence"] == "2026-03-08T17:00:00Z"


def test_asking_again_for_the_same_series_changes_nothing(api: StaffApi, table: Table) -> None:
    first = api.call("POST", "/series", SERIES)

    assert api.call("POST", "/series", SERIES) == first


@pytest.mark.parametrize("different", [{"rule": "FREQ=WEEKLY;COUNT=4"}, {"advocate": "Another"}])
def test_an_id_is_one_series_for_ever(api: StaffApi, different: dict[str, str]) -> None:
    api.call("POST", "/series", SERIES)

    status, problem = api.call("POST", "/series", {**SERIES, **different})

    assert (status, "another rule or other words" in problem["detail"]) == (409, True)


def test_a_session_that_has_a_date_s_id_already_is_left_alone(api: StaffApi) -> None:
    api.call("POST", "/sessions", {**FORM, "id": IDS[1]})

    status, problem = api.call("POST", "/series", SERIES)

    assert (status, IDS[1] in problem["detail"]) == (409, True)
    assert api.call("GET", f"/sessions/{IDS[0]}")[0] == 404


def test_all_dates_to_come_are_cancelled_at_once_and_again_without_effect(
    api: StaffApi, clock: FixedClock
) -> None:
    api.call("POST", "/series", SERIES)
    clock.advance(days=1)

    assert api.call("POST", "/series/circle/cancel")[1] == {"changed": IDS[1:], "left": []}
    assert api.call("POST", "/series/circle/cancel")[1] == {"changed": [], "left": []}
    states = [each["status"] for each in api.call("GET", "/series/circle")[1]["sessions"]]
    assert states == ["scheduled", "cancelled", "cancelled"]


def test_a_postponed_date_is_cancelled_with_the_others_even_when_its_old_start_has_passed(
    api: StaffApi, clock: FixedClock
) -> None:
    api.call("POST", "/series", SERIES)
    api.call("PATCH", f"/sessions/{IDS[0]}", {"expected_revision": 1, "status": "postponed"})
    clock.advance(days=1)

    assert api.call("POST", "/series/circle/cancel")[1]["changed"] == IDS


def test_a_drafted_series_is_published_at_once_and_its_drafts_are_not_cancelled(api: StaffApi) -> None:
    api.call("POST", "/series", {**SERIES, "status": "draft"})

    assert api.call("POST", "/series/circle/cancel")[1] == {"changed": [], "left": IDS}
    assert api.call("POST", "/series/circle/publish")[1] == {"changed": IDS, "left": []}
    assert api.call("POST", "/series/circle/publish")[1] == {"changed": [], "left": []}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rule": "FREQ=WEEKLY"}, "COUNT or UNTIL"),
        ({"starts": "2026-02-01T21:00"}, "lies in the past"),
        ({"starts": "2026-04-17T00:30", "zone": "Africa/Cairo", "rule": "FREQ=DAILY;COUNT=9"}, "2026-04-24T"),
    ],
)
def test_a_series_that_cannot_be_is_refused_with_its_remedy(
    api: StaffApi, fields: dict[str, str], says: str
) -> None:
    status, problem = api.call("POST", "/series", {**SERIES, **fields})

    assert (status, says in problem["detail"]) == (422, True)


def test_a_date_s_id_is_as_long_as_a_session_s_may_be_and_no_longer(api: StaffApi) -> None:
    assert api.call("POST", "/series", {**SERIES, "id": "a" * 32})[0] == 422
    assert api.call("POST", "/series", {**SERIES, "id": "a" * 31})[0] == 201


class Dying(Table):
    """Fails at its `calls`-th transaction."""

    def __init__(self, table: Table, calls: int) -> None:
        super().__init__(table.client, table.name)
        self.left = calls

    def transact(self, thing: str, actions: Any) -> None:
        self.left -= 1
        if not self.left:
            raise TransientError(thing, "the power is gone", "try again")
        super().transact(thing, actions)


@pytest.mark.parametrize("calls", [1, 2, 3])
def test_a_series_that_broke_off_is_completed_by_asking_again(
    table: Table, api: StaffApi, clock: FixedClock, calls: int
) -> None:
    dying = StaffApi(session_routes(SessionTable(table), SeriesTable(Dying(table, calls)), clock))

    assert dying.call("POST", "/series", LONG)[0] == 503
    clock.advance(minutes=1)
    status, made = api.call("POST", "/series", LONG)

    assert (status, len(made["sessions"])) == (201, 104)
    assert {each["revision"] for each in made["sessions"]} == {1}


def test_a_long_list_comes_in_pages(api: StaffApi) -> None:
    api.call("POST", "/series", LONG)

    _, first = api.call("GET", "/sessions")
    _, second = api.call("GET", "/sessions", after=first["next"])

    assert (len(first["sessions"]), len(second["sessions"]), second["next"]) == (100, 4, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/series"),
        ("GET", "/series"),
        ("GET", "/series/circle"),
        ("POST", "/series/circle/cancel"),
        ("POST", "/series/circle/publish"),
    ],
)
def test_only_publishers_may(api: StaffApi, method: str, path: str) -> None:
    assert api.call(method, path, SERIES, groups="moderator")[0] == 403


@pytest.mark.parametrize(("method", "path"), [("GET", "/series/none"), ("POST", "/series/none/cancel")])
def test_an_unknown_series_is_not_found(api: StaffApi, method: str, path: str) -> None:
    assert api.call(method, path)[0] == 404
