"""A programme is imported: what is shown is what is done, and doing it again does nothing."""

import csv
from io import StringIO
from typing import Any

import pytest

from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError
from campaign.sessions.session import SessionStatus
from campaign_cli.session_import.comparison import Comparison
from campaign_cli.session_import.csv_file import read_csv
from campaign_cli.session_import.report import differences, report
from campaign_cli.session_import.rows import FaultyFileError, Row
from tests.unit.cli.session_stage import SessionStage
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import FORM

TALK = {
    "id": "talk",
    "title_ar": "حديث عن القلق",
    "title_en": "Talking about worry",
    "advocate": "Invented Advocate",
    "starts": "2026-03-10T21:00",
    "zone": "Asia/Dubai",
    "duration_minutes": "45",
    "link": "https://www.tiktok.com/@invented.advocate/live",
}
CIRCLE = {**TALK, "id": "circle", "rule": "FREQ=WEEKLY;COUNT=3", "without": "2026-03-17"}


def written(*rows: dict[str, str]) -> bytes:
    columns = dict.fromkeys(column for row in rows for column in row)
    text = StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read(*rows: dict[str, str]) -> list[Row]:
    return read_csv("programme.csv", written(*rows), "programme")


def ids(comparison: Comparison) -> tuple[list[str], list[str], list[str], list[str]]:
    """Added, changed, unchanged, missing."""
    return (
        [form.id for form in comparison.added],
        [changed.before.id for changed in comparison.changed],
        comparison.unchanged,
        [session.id for session in comparison.missing],
    )


@pytest.fixture
def stage(table: Table, clock: FixedClock) -> SessionStage:
    return SessionStage(table, clock)


def test_a_new_programme_is_added_and_the_same_file_again_changes_nothing(stage: SessionStage) -> None:
    rows = read(TALK, CIRCLE)

    assert ids(stage.compare(rows)) == (["talk", "circle"], [], [], [])
    assert stage.put_through(rows) == []
    assert ids(stage.compare(rows)) == ([], [], ["talk", "circle-20260310", "circle-20260324"], [])


def test_comparing_alone_writes_nothing(stage: SessionStage) -> None:
    stage.compare(read(TALK, CIRCLE))

    assert stage.present() == {}


def test_a_change_is_shown_field_by_field_and_done(stage: SessionStage) -> None:
    stage.put_through(read(TALK))
    rows = read({**TALK, "starts": "2026-03-11T20:00", "title_en": "About worry", "captions": "yes"})

    (changed,) = stage.compare(rows).changed
    stage.put_through(rows)

    assert list(differences(changed)) == [
        ("title", "حديث عن القلق | Talking about worry", "حديث عن القلق | About worry"),
        ("captions", "no", "yes"),
        ("starts", "2026-03-10 21:00 Asia/Dubai", "2026-03-11 20:00 Asia/Dubai"),
    ]
    assert stage.present()["talk"].revision == 2
    assert stage.present()["talk"].captions


def test_a_date_of_a_series_follows_its_row_and_one_that_staff_moved_goes_back(stage: SessionStage) -> None:
    stage.put_through(read(CIRCLE))
    before = stage.at("circle-20260324")
    stage.api.call(
        "PATCH", "/sessions/circle-20260324", {"expected_revision": 1, "starts": "2026-03-25T21:00"}
    )

    stage.put_through(read(CIRCLE))

    assert stage.at("circle-20260324") == before


def test_what_the_file_has_no_column_for_stays_and_an_empty_cell_empties(stage: SessionStage) -> None:
    noted = {**TALK, "capacity_note_ar": "للجميع", "capacity_note_en": "Open to all"}
    stage.put_through(read(noted))

    stage.put_through(read(TALK))
    kept = stage.present()["talk"].capacity_note
    stage.put_through(read({**noted, "capacity_note_ar": "", "capacity_note_en": ""}))

    assert kept is not None
    assert stage.present()["talk"].capacity_note is None


def test_what_the_file_does_not_name_is_missing_and_cancelled_only_if_asked(stage: SessionStage) -> None:
    stage.put_through(read(TALK, {**TALK, "id": "other"}))
    stage.api.call("POST", "/sessions", {**FORM, "id": "by-hand"})

    assert ids(stage.compare(read(TALK)))[3] == ["other"]
    stage.put_through(read(TALK))
    assert stage.present()["other"].status is SessionStatus.SCHEDULED
    stage.put_through(read(TALK), cancel_missing=True)

    states = {id_: str(session.status) for id_, session in stage.present().items()}
    assert states == {"talk": "scheduled", "other": "cancelled", "by-hand": "scheduled"}


def test_another_programme_s_sessions_are_not_missing(stage: SessionStage) -> None:
    stage.put_through(read(TALK))

    assert stage.compare([], source="another").missing == []


def test_what_has_begun_or_is_a_draft_is_never_cancelled_for_being_missing(
    stage: SessionStage, clock: FixedClock
) -> None:
    stage.put_through(read({**TALK, "status": ""}, {**TALK, "id": "draft", "status": "draft"}))
    before = ids(stage.compare([]))[3]

    stage.put_through([], cancel_missing=True)
    clock.advance(days=20)

    assert before == ["draft", "talk"]
    assert stage.present()["draft"].status is SessionStatus.DRAFT
    assert stage.compare([]).missing == []


@pytest.mark.parametrize(
    ("first", "then", "becomes"),
    [
        ("draft", "scheduled", "scheduled"),
        ("draft", "", "draft"),
        ("draft", "draft", "draft"),
        ("scheduled", "postponed", "postponed"),
        ("scheduled", "cancelled", "cancelled"),
        ("scheduled", "draft", "scheduled"),
    ],
)
def test_the_status_is_what_the_file_says_if_it_can_be(
    stage: SessionStage, first: str, then: str, becomes: str
) -> None:
    stage.put_through(read({**TALK, "status": first}))

    stage.put_through(read({**TALK, "status": then}))
    settled = stage.compare(read({**TALK, "status": then}))

    assert stage.present()["talk"].status == becomes
    assert settled.changed == []


def test_a_postponed_session_stays_so_until_the_file_has_another_date(stage: SessionStage) -> None:
    stage.put_through(read(TALK))
    stage.put_through(read({**TALK, "status": "postponed"}))

    assert ids(stage.compare(read(TALK))) == ([], [], ["talk"], [])
    stage.put_through(read({**TALK, "starts": "2026-03-20T21:00"}))

    assert stage.present()["talk"].status is SessionStatus.SCHEDULED


def test_what_cannot_be_is_left_with_its_reason(stage: SessionStage) -> None:
    stage.put_through(read(TALK, CIRCLE))
    stage.api.call("PATCH", "/sessions/talk", {"expected_revision": 1, "status": "cancelled"})
    rows = read(
        {**TALK, "status": ""},
        {**CIRCLE, "rule": "FREQ=WEEKLY;COUNT=4"},
        {**TALK, "id": "over", "starts": "2020-03-10T21:00"},
        {**TALK, "id": "never", "status": "cancelled"},
        {**CIRCLE, "id": "past", "starts": "2020-03-10T21:00", "without": ""},
    )

    left = dict(stage.compare(rows).left)

    assert left.keys() == {"talk", "circle-20260331", "over", "never", "past"}
    assert "stays so" in left["talk"]
    assert "rule does not change" in left["circle-20260331"]
    assert "has passed" in left["over"]


def test_a_session_that_took_place_is_not_cancelled_afterwards(
    stage: SessionStage, clock: FixedClock
) -> None:
    stage.put_through(read(TALK))
    clock.advance(days=30)

    assert dict(stage.compare(read({**TALK, "status": "cancelled"})).left).keys() == {"talk"}


def test_a_refusal_keeps_nothing_else_from_being_done(
    stage: SessionStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = stage.table.add

    def refuse_one(session: Any, correlation_id: str) -> None:
        if session.id == "talk":
            raise ConflictError("session talk", "it was changed meanwhile", "read it again")
        add(session, correlation_id)

    monkeypatch.setattr("campaign.aws.sessions.SessionTable.add", lambda _, *args: refuse_one(*args))

    (refused,) = stage.put_through(read(TALK, {**TALK, "id": "other"}))

    assert refused.startswith("talk: ")
    assert stage.present().keys() == {"other"}


def test_the_report_says_what_would_become_of_each(stage: SessionStage) -> None:
    stage.put_through(read(TALK, {**TALK, "id": "other"}, {**TALK, "id": "draft", "status": "draft"}))
    rows = read({**TALK, "advocate": "Another \x1b[31m"}, {**CIRCLE, "id": "new"})

    lines = list(report(stage.compare(rows), cancel_missing=False))

    assert lines == [
        "added      new: 2026-03-10 21:00 Asia/Dubai, FREQ=WEEKLY;COUNT=3, scheduled",
        "changed    talk",
        "             advocate: Invented Advocate → Another \\u001b[31m",
        "missing    draft: 2026-03-10 21:00 Asia/Dubai, a draft is never cancelled",
        "missing    other: 2026-03-10 21:00 Asia/Dubai, not cancelled",
        "unchanged  0",
    ]
    assert list(report(stage.compare(rows), cancel_missing=True))[4].endswith("Dubai, cancelled")


def faults_of(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(FaultyFileError) as refused:
        read_csv("programme.csv", content, "programme")
    assert all(f"line {fault.line}: {fault.words}" in str(refused.value) for fault in refused.value.faults)
    return [(fault.line, fault.words) for fault in refused.value.faults]


def test_every_fault_of_a_file_is_told_at_once_with_its_line() -> None:
    faults = faults_of(
        written(
            {**TALK, "status": "", "captions": ""},
            {**TALK, "id": "two", "link": "https://example.org", "duration_minutes": "long"},
            {**TALK, "id": "three", "title_ar": "", "captions": "perhaps"},
            {**TALK, "id": "four", "starts": "2026-04-24T00:30", "zone": "Africa/Cairo"},
            {**TALK, "id": "five", "zone": "Dubai", "status": "gone"},
            {**TALK, "id": "Six Six"},
            {**TALK},
            {**CIRCLE, "rule": "FREQ=WEEKLY"},
        )
    )

    assert [line for line, _ in faults] == [3, 3, 4, 4, 5, 6, 6, 7, 8, 9]
    words = " / ".join(each for _, each in faults)
    for said in (
        "duration_minutes: ",
        "link: ",
        "title.ar: ",
        "captions: write yes or no",
        "jump over this time",
        "no such time zone",
        "status: write one of",
        "id: ",
        "talk is on line 2 already",
        "needs an end",
    ):
        assert said in words


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "column id is missing"),
        (written({**TALK, "colour": "green"}), 1, "column colour is unknown"),
        (written(TALK).replace(b"advocate,", b"id,", 1), 1, "column id is there twice"),
        (written(TALK) + b"only,three,cells\r\n", 3, "it has 3 cells, the header has 8"),
        (written(TALK) + b'"never closed', 3, "cannot be read from here on"),
        (written(TALK).replace("ق".encode(), b"\xff"), 2, "it is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content: bytes, line: int, words: str) -> None:
    assert any(at == line and words in said for at, said in faults_of(content))


def test_a_cell_of_several_lines_keeps_them_and_later_lines_keep_their_numbers() -> None:
    described = {**TALK, "description_ar": "سطر\nوآخر", "description_en": "One\nand another"}

    (row,) = read(described)
    faults = faults_of(written(described, {**described, "id": "late", "link": "no"}))

    assert row.form.description is not None
    assert row.form.description.en == "One\nand another"
    assert [line for line, _ in faults] == [5]
