from typing import Any

import pytest

from campaign.api.publications import publication_routes
from campaign.api.tasks import task_routes
from campaign.aws.publications import PublicationTable
from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.publications.kind import Kind
from campaign.publications.publication import Finding, Severity
from campaign.publications.showing import Limits
from campaign.publications.tasks import Task
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.publications.samples import content_of, kept, proposed
from tests.unit.stored import items_under

ONE = "/publications/toolkit/listening"
WHY = {"ar": "خطأ في النص", "en": "A mistake in the text"}


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    routes = publication_routes(PublicationTable(table), Limits(), clock)
    return StaffApi(routes, task_routes(TaskTable(table)))


def propose(table: Table, clock: FixedClock, *, kind: Kind = Kind.TOOLKIT, **fields: Any) -> None:
    publications = PublicationTable(table)
    present = publications.find(kind, "listening")
    publication, revision = proposed(content_of(kind, **fields), clock(), present)
    publications.keep(publication, "c-1", revision)


def approve(api: StaffApi, language: str, revision: int = 1) -> tuple[int, dict[str, Any]]:
    return api.call("POST", f"{ONE}/approvals", {"revision": revision, "language": language}, "reviewer")


def test_two_approvals_make_a_revision_public(api: StaffApi, table: Table, clock: FixedClock) -> None:
    propose(table, clock)

    before = api.call("GET", ONE)[1]
    first = approve(api, "ar")[1]
    status, second = approve(api, "en")

    assert [each["shown"] for each in (before, first, second)] == [False, False, True]
    assert (status, second["live"], second["approved"]) == (200, 1, {"1": ["ar", "en"]})
    assert {each["by"] for each in second["approvals"]} == {"staff-1"}


def test_to_approve_again_writes_nothing(api: StaffApi, table: Table, clock: FixedClock) -> None:
    propose(table, clock)
    approve(api, "ar")

    status, again = approve(api, "ar")

    assert (status, again["version"]) == (200, 2)


@pytest.mark.parametrize("author", ["staff-1", "Sami@Example.org", "sami"])
def test_nobody_approves_what_they_wrote(api: StaffApi, table: Table, clock: FixedClock, author: str) -> None:
    propose(table, clock, author=author)

    status, problem = approve(api, "ar")

    assert (status, "author" in problem["detail"]) == (409, True)


def test_publications_of_a_kind_are_listed_without_their_words(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    kept(table, content_of(Kind.TOOLKIT), clock())

    (listed,) = api.call("GET", "/publications", kind="toolkit")[1]["publications"]

    assert (listed["id"], listed["live"], listed["shown"]) == ("listening", 1, True)
    assert "live_content" not in listed
    assert api.call("GET", "/publications", kind="guide")[1] == {"publications": []}


def test_a_revision_is_shown_and_compared_with_another(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    propose(table, clock)
    propose(table, clock, version="1.1.0", body="Listen, and ask.\n\n[[help]]\n")

    revision = api.call("GET", f"{ONE}/revisions/2")[1]
    compared = api.call("GET", f"{ONE}/compare", **{"from": "1", "to": "2"})[1]

    assert (revision["content"]["about"]["version"], revision["required_languages"]) == (
        "1.1.0",
        ["en", "ar"],
    )
    lines = compared["diff"].splitlines()
    assert {"-version: 1.0.0", "+version: 1.1.0", "-Ask, and listen.", "+Listen, and ask."} <= set(lines)
    assert lines[:2] == ["--- r1/about.yaml", "+++ r2/about.yaml"]


def test_a_publisher_goes_back_and_recalls(api: StaffApi, table: Table, clock: FixedClock) -> None:
    kept(table, content_of(Kind.TOOLKIT), clock())
    kept(table, content_of(Kind.TOOLKIT, version="1.1.0"), clock())

    back = api.call("POST", f"{ONE}/live", {"revision": 1})[1]
    recalled = api.call("POST", f"{ONE}/recalls", {"revision": 1, "why": WHY})[1]

    assert (back["live"], back["shown"]) == (1, True)
    assert (recalled["recalled"], recalled["shown"]) == ([1], False)
    assert items_under(table, "PUB#toolkit#listening")[0].change == "publication.recalled"
    assert api.call("POST", f"{ONE}/live", {"revision": 1})[0] == 409


def test_a_rule_is_overridden_with_its_reason(api: StaffApi, table: Table, clock: FixedClock) -> None:
    publication, revision = proposed(content_of(Kind.TOOLKIT), clock())
    found = Finding(rule="blame", severity=Severity.ERROR, file="en.md", remedy="say it otherwise")
    stopped = revision.model_copy(update={"findings": (found,)})
    PublicationTable(table).keep(publication, "c-1", stopped)

    assert approve(api, "ar")[0] == 409
    command = {"revision": 1, "rule": "blame", "why": "It is a quotation."}
    assert api.call("POST", f"{ONE}/overrides", command)[1]["overrides"][0]["why"] == "It is a quotation."
    assert approve(api, "ar")[0] == 200


def test_what_nobody_could_see_is_withdrawn_without_a_trace(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    launch = "/publications/launch/listening"
    kept(table, content_of(Kind.LAUNCH), clock())

    status, withdrawn = api.call("DELETE", launch)

    assert (status, withdrawn["withdrawn"], withdrawn["live_content"]) == (200, True, None)
    (left,) = items_under(table, "PUB#launch#listening")
    assert "example.org/video" not in left.data


def test_an_organisation_is_shown_once_it_is_verified(api: StaffApi, table: Table, clock: FixedClock) -> None:
    unverified = content_of(Kind.ORGANISATION, verified_on="null", verified_by="null")
    kept(table, unverified, clock())
    one, day = "/publications/organisation/listening", clock().date().isoformat()

    assert api.call("GET", one)[1]["shown"] is False
    status, verified = api.call("POST", "/organisations/listening/verifications", {"verified_on": day})

    assert (status, verified["shown"], verified["verified_on"]) == (201, True, day)
    assert verified["stale_at"] == "2026-08-28T00:00:00+00:00"


@pytest.mark.parametrize(
    ("method", "path", "body", "group"),
    [
        ("GET", ONE, None, "moderator"),
        ("GET", "/tasks", None, "operator"),
        ("POST", f"{ONE}/approvals", {"revision": 1, "language": "ar"}, "publisher"),
        ("POST", f"{ONE}/live", {"revision": 1}, "reviewer"),
        ("POST", f"{ONE}/recalls", {"revision": 1, "why": WHY}, "reviewer"),
        ("POST", f"{ONE}/overrides", {"revision": 1, "rule": "a", "why": "b"}, "reviewer"),
        ("DELETE", ONE, None, "reviewer"),
        ("DELETE", "/tasks/a", None, "moderator"),
    ],
)
def test_each_command_is_for_its_group(
    api: StaffApi, table: Table, clock: FixedClock, method: str, path: str, body: Any, group: str
) -> None:
    kept(table, content_of(Kind.TOOLKIT), clock())

    assert api.call(method, path, body, group)[0] == 403


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "٣"])
def test_what_is_no_revision_is_refused(api: StaffApi, number: str) -> None:
    assert api.call("GET", f"{ONE}/compare", **{"from": number, "to": "1"})[0] == 422


def test_open_tasks_are_listed_until_somebody_closes_them(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    task = Task(
        kind=Kind.GUIDE, publication="low-mood", revision=2, due_at="2027-06-01T00:00:00Z", opened_at=clock()
    )
    tasks = TaskTable(table)

    assert [tasks.open(task), tasks.open(task)] == [True, False]
    (listed,) = api.call("GET", "/tasks", groups="reviewer")[1]["tasks"]
    assert (listed["id"], listed["due_at"]) == ("guide-low-mood-r2-20270601", "2027-06-01T00:00:00Z")
    assert api.call("DELETE", f"/tasks/{listed['id']}")[0] == 204
    assert api.call("GET", "/tasks")[1] == {"tasks": []}


OPENS, CLOSES = "2027-03-01T18:00:00Z", "2027-03-08T18:00:00Z"


def retime(
    api: StaffApi, opens_at: str | None, closes_at: str | None, revision: int = 1
) -> tuple[int, dict[str, Any]]:
    body = {"revision": revision, "opens_at": opens_at, "closes_at": closes_at}
    return api.call("POST", f"{ONE}/times", body)


def test_other_times_are_another_revision_of_the_same_words(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    propose(table, clock)

    status, document = retime(api, OPENS, CLOSES)

    first, second = (api.call("GET", f"{ONE}/revisions/{number}")[1] for number in (1, 2))
    assert (status, document["latest"], document["approved"]) == (201, 2, {"2": []})
    assert second["content"]["texts"] == first["content"]["texts"]
    assert (second["content"]["about"]["opens_at"], second["content"]["about"]["closes_at"]) == (
        OPENS,
        CLOSES,
    )
    assert second["findings"] == first["findings"]


def test_what_was_given_an_embargo_is_not_public_before_it(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    propose(table, clock)
    retime(api, OPENS, None)
    other = StaffApi(publication_routes(PublicationTable(table), Limits(), clock), sub="staff-2")

    for language in ("ar", "en"):
        body = {"revision": 2, "language": language}
        document = other.call("POST", f"{ONE}/approvals", body, "reviewer")[1]

    assert (document["live"], document["shown"]) == (2, False)
    assert document["opens_at"].startswith("2027-03-01T18:00:00")


def test_whoever_chose_the_times_does_not_approve_them(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    propose(table, clock)
    retime(api, OPENS, None)

    status, problem = approve(api, "ar", 2)

    assert (status, "you chose its times" in problem["detail"]) == (409, True)


def test_the_same_times_again_make_no_revision(api: StaffApi, table: Table, clock: FixedClock) -> None:
    propose(table, clock)
    retime(api, OPENS, None)

    assert retime(api, OPENS, None)[1]["latest"] == 2


def test_it_does_not_close_before_it_opens(api: StaffApi, table: Table, clock: FixedClock) -> None:
    propose(table, clock)

    status, problem = retime(api, CLOSES, OPENS)

    assert (status, problem["errors"][0]["pointer"]) == (422, "/closes_at")
    assert api.call("GET", ONE)[1]["latest"] == 1


def test_a_published_version_and_what_was_recalled_or_withdrawn_get_no_other_times(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    propose(table, clock)
    approve(api, "ar")
    approve(api, "en")

    published = retime(api, None, CLOSES)
    api.call("POST", f"{ONE}/recalls", {"revision": 1, "why": WHY})
    recalled = retime(api, None, CLOSES)
    api.call("DELETE", ONE)
    withdrawn = retime(api, None, CLOSES)

    assert [status for status, _ in (published, recalled, withdrawn)] == [409, 409, 409]
    assert "was published" in published[1]["detail"]
    assert "was recalled" in recalled[1]["detail"]
    assert "was withdrawn" in withdrawn[1]["detail"]


def test_all_kinds_are_listed_where_none_is_named(api: StaffApi, table: Table, clock: FixedClock) -> None:
    for kind in (Kind.TOOLKIT, Kind.ANSWER):
        propose(table, clock, kind=kind)

    listed = api.call("GET", "/publications")[1]["publications"]

    assert [each["kind"] for each in listed] == ["toolkit", "answer"]
