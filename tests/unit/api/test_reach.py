"""What a change would tell, asked through the staff API before it is made."""

from typing import Any

import pytest

from campaign.announcements.hold import NO_HOLD, turned
from campaign.api.reach import reach_routes
from campaign.api.sessions import session_routes
from campaign.aws.audience import AudienceTable
from campaign.aws.holds import HoldTable
from campaign.aws.programme import ProgrammeTable
from campaign.aws.table import Table
from tests.unit.api.staff import StaffApi
from tests.unit.api.test_series import IDS, SERIES
from tests.unit.audience.samples import partner, reader
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import FORM, NOW

MOVE = {"expected_revision": 1, "starts": "2026-03-03T20:00"}
CANCEL = {"expected_revision": 1, "status": "cancelled"}


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    """With three subscribers of sessions and one of toolkits."""
    audience = AudienceTable(table)
    for one in (
        reader(),
        partner(),
        reader(id="third", language="ar", topics=["session:ramadan-talk", "session:circle"]),
        reader(id="fourth", topics=["toolkits"]),
    ):
        audience.register(one)
    programme = ProgrammeTable(table)
    return StaffApi(
        session_routes(programme, clock), reach_routes(programme, audience, HoldTable(table), clock)
    )


def asked(api: StaffApi, **question: Any) -> dict[str, Any]:
    status, document = api.call("POST", "/reach", question)
    assert status == 200, document
    return document


def counts(document: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (each["milestone"], sum(part["readers"] for part in each["readers"]))
        for each in document["announcements"]
    ]


def test_a_new_session_is_counted_before_it_is_there(api: StaffApi) -> None:
    found = asked(api, schedule=FORM)

    assert counts(found) == [("session.announced", 3), ("reminder.hour", 3), ("live.now", 3)]
    assert found["announcements"][0]["readers"] == [
        {"language": "ar", "channel": "email", "how": "on_time", "readers": 1},
        {"language": "ar", "channel": "webhook", "how": "on_time", "readers": 1},
        {"language": "en", "channel": "email", "how": "on_time", "readers": 1},
    ]
    assert (found["parts_counted"], found["parts"], found["further"]) == (8, 8, 0)
    assert api.call("GET", "/sessions/ramadan-talk")[0] == 404


def test_a_move_is_shown_as_the_session_would_be_and_nothing_is_written(api: StaffApi) -> None:
    api.call("POST", "/sessions", FORM)

    found = asked(api, session="ramadan-talk", change=MOVE)

    (moved,) = found["sessions"]
    assert (moved["revision"], moved["starts"]) == (2, "2026-03-03T20:00+04:00")
    assert counts(found)[0] == ("session.moved", 3)
    assert [each["milestone"] for each in found["given_up"]] == ["reminder.hour", "live.now"]
    assert api.call("GET", "/sessions/ramadan-talk")[1]["revision"] == 1


def test_it_says_whether_a_hold_is_on_and_what_it_stops(api: StaffApi, table: Table) -> None:
    hold = turned(NO_HOLD, on=True, why="to be checked", by="staff-1", now=NOW)
    assert hold is not None
    HoldTable(table).turn(hold, "c-1")
    api.call("POST", "/sessions", FORM)

    found = asked(api, session="ramadan-talk", change=MOVE)

    assert (found["hold"]["on"], found["hold"]["why"]) == (True, "to be checked")
    assert {each["milestone"]: each["frozen"] for each in found["announcements"]} == {
        "session.moved": False,
        "reminder.day": True,
        "reminder.hour": True,
        "live.now": True,
    }


def test_all_dates_of_a_series_are_foreseen_together(api: StaffApi) -> None:
    made = asked(api, schedule_series=SERIES)
    assert [each["id"] for each in made["sessions"]] == IDS
    assert [each for each in counts(made) if each[0] == "session.announced"] == [("session.announced", 3)]

    api.call("POST", "/series", SERIES)
    ended = asked(api, series="circle", status="cancelled")
    assert counts(ended) == [("session.cancelled", 3)] * 3
    assert ended["left"] == []
    assert {each["status"] for each in ended["sessions"]} == {"cancelled"}


def test_a_series_that_is_there_already_calls_for_nothing_more(api: StaffApi) -> None:
    api.call("POST", "/series", SERIES)

    found = asked(api, schedule_series=SERIES)

    assert (found["sessions"], found["announcements"]) == ([], [])


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ({"session": "ramadan-talk", "change": {**MOVE, "expected_revision": 7}}, 409, "at revision 1"),
        ({"session": "ramadan-talk", "change": {**MOVE, "starts": "2020-01-01T20:00"}}, 422, "in the past"),
        ({"session": "nowhere", "change": CANCEL}, 404, "there is none"),
        ({"series": "nowhere", "status": "cancelled"}, 404, "there is none"),
        ({"schedule": {**FORM, "title": {"ar": "حديث", "en": "Why she committed suicide"}}}, 422, "breaks"),
        ({}, 422, "does not fit"),
        ({"schedule_series": None}, 422, "does not fit"),
        ({"series": None, "status": "cancelled"}, 422, "does not fit"),
        ({"schedule": FORM, "series": "circle"}, 422, "does not fit"),
        ({"session": "ramadan-talk"}, 422, "does not fit"),
    ],
)
def test_it_refuses_what_the_command_itself_would_refuse(
    api: StaffApi, question: dict[str, Any], status: int, words: str
) -> None:
    api.call("POST", "/sessions", FORM)

    answered, document = api.call("POST", "/reach", question)

    assert answered == status
    assert words in document["detail"]


def test_what_a_rule_warns_of_is_told_before(api: StaffApi) -> None:
    title = {"ar": "حديث عن القلق", "en": "Just think positive?"}

    found = asked(api, schedule={**FORM, "title": title})

    assert [each["rule"] for each in found["warnings"]] == ["comparing-pain"]


def test_it_is_for_publishers(api: StaffApi) -> None:
    assert api.call("POST", "/reach", {"schedule": FORM}, groups="moderator")[0] == 403
