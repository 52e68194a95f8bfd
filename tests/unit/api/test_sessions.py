import pytest

from campaign.api.sessions import session_routes
from campaign.aws.programme import ProgrammeTable
from campaign.aws.table import Table
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import FORM


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    return StaffApi(session_routes(ProgrammeTable(table), clock))


def test_a_session_is_scheduled_and_shown(api: StaffApi) -> None:
    status, made = api.call("POST", "/sessions", FORM)

    assert status == 201
    assert (made["revision"], made["starts_at"]) == (1, "2026-03-01T17:00:00Z")
    assert made["starts"] == "2026-03-01T21:00+04:00"
    assert api.call("GET", "/sessions/ramadan-talk") == (200, made)


def test_words_that_a_rule_of_safe_messaging_forbids_are_refused(api: StaffApi) -> None:
    blaming = {"ar": "حديث عن القلق", "en": "Why she committed suicide"}
    api.call("POST", "/sessions", FORM)

    planned = api.call("POST", "/sessions", {**FORM, "id": "second", "title": blaming})
    changed = api.call("PATCH", "/sessions/ramadan-talk", {"expected_revision": 1, "description": blaming})

    assert [status for status, _ in (planned, changed)] == [422, 422]
    assert "title.en breaks committed-suicide" in planned[1]["detail"]
    assert "description.en breaks committed-suicide" in changed[1]["detail"]
    assert api.call("GET", "/sessions/ramadan-talk")[1]["revision"] == 1


def test_what_a_rule_warns_of_is_told_and_planned(api: StaffApi) -> None:
    title = {"ar": "حديث عن القلق", "en": "Just think positive?"}

    status, made = api.call("POST", "/sessions", {**FORM, "title": title})

    assert (status, [each["rule"] for each in made["warnings"]]) == (201, ["comparing-pain"])


def test_a_content_warning_names_what_it_warns_of(api: StaffApi) -> None:
    warning = {"ar": "يُذكر وباء الانتحار", "en": "Somebody speaks of a suicide epidemic"}

    assert api.call("POST", "/sessions", {**FORM, "content_warning": warning})[0] == 201


def test_the_request_is_the_change_s_correlation_id(api: StaffApi, table: Table) -> None:
    api.call("POST", "/sessions", FORM)

    head = table.get("SESSION#ramadan-talk", "HEAD")
    assert head is not None
    assert head.correlation_id == "request-1"


def test_sessions_to_come_are_listed_by_their_start(api: StaffApi, clock: FixedClock) -> None:
    for name, starts in (
        ("second", "2026-03-02T21:00"),
        ("first", "2026-03-01T20:00"),
        ("third", "2026-03-03T21:00"),
    ):
        api.call("POST", "/sessions", {**FORM, "id": name, "starts": starts})
    clock.advance(hours=5)

    _, answer = api.call("GET", "/sessions")

    assert [found["id"] for found in answer["sessions"]] == ["second", "third"]


def test_a_session_is_moved_by_whoever_names_its_revision(api: StaffApi) -> None:
    api.call("POST", "/sessions", FORM)

    change = {"expected_revision": 1, "starts": "2026-03-02T21:00"}
    status, moved = api.call("PATCH", "/sessions/ramadan-talk", change)

    assert (status, moved["revision"], moved["starts_at"]) == (200, 2, "2026-03-02T17:00:00Z")
    assert api.call("PATCH", "/sessions/ramadan-talk", change)[0] == 409


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"starts": "2026-04-24T00:30", "zone": "Africa/Cairo"}, "jump over this time"),
        ({"starts": "2026-10-29T23:30", "zone": "Africa/Cairo"}, '"fold": 0'),
        ({"starts": "2020-01-01T20:00"}, "lies in the past"),
        ({"zone": "Dubai"}, "write an IANA name"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_its_remedy(
    api: StaffApi, fields: dict[str, str], says: str
) -> None:
    status, problem = api.call("POST", "/sessions", {**FORM, **fields})

    assert status == 422
    assert says in problem["detail"]


def test_a_malformed_form_is_refused_with_every_fault(api: StaffApi) -> None:
    status, problem = api.call(
        "POST", "/sessions", {**FORM, "link": "https://example.org", "duration_minutes": 0}
    )

    assert status == 422
    assert {fault["pointer"] for fault in problem["errors"]} == {"/link", "/duration_minutes"}


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_request_without_a_body_is_refused(api: StaffApi, method: str) -> None:
    path = "/sessions" if method == "POST" else "/sessions/ramadan-talk"

    assert api.call(method, path)[0] == 422


def test_an_id_is_taken_once_and_an_unknown_one_is_not_found(api: StaffApi) -> None:
    api.call("POST", "/sessions", FORM)

    assert api.call("POST", "/sessions", FORM)[0] == 409
    assert api.call("GET", "/sessions/nowhere")[0] == 404
    assert api.call("PATCH", "/sessions/nowhere", {"expected_revision": 1})[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/sessions"),
        ("GET", "/sessions"),
        ("GET", "/sessions/ramadan-talk"),
        ("PATCH", "/sessions/ramadan-talk"),
    ],
)
def test_only_publishers_may(api: StaffApi, method: str, path: str) -> None:
    assert api.call(method, path, FORM, groups="moderator")[0] == 403
