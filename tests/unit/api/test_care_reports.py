import json
from datetime import timedelta
from typing import Any

import pytest

from campaign.aws.table import Table
from campaign.care.case import Case, CaseId, CaseStatus
from campaign.care.history import What
from campaign.care.tier import Tier
from campaign.kernel.errors import ConflictError
from tests.unit.api.care import CareRoom, all_data
from tests.unit.conftest import LogLines
from tests.unit.stored import items_under

DESPAIR = "planted words: I want to die, I will end it tonight, goodbye everyone"
MILD = "planted words: the weather is fine"


@pytest.fixture
def room(table: Table) -> CareRoom:
    return CareRoom(table)


def body(text: str = DESPAIR, author: str = "planted.author", **more: str) -> dict[str, str]:
    return {"platform": "tiktok", "video": "7374895375649443115", "author": author, "text": text, **more}


def report(room: CareRoom, sent: Any, groups: str = "moderator") -> tuple[int, dict[str, Any]]:
    return room.call("POST", "/care/reports", sent, by="mona", groups=groups)


def case_of(room: CareRoom, document: dict[str, Any]) -> Case:
    case = room.cases.get(CaseId(document["case"]))
    assert case is not None
    return case


def closed(room: CareRoom, case: Case) -> None:
    room.move(case, "claim")
    version = room.now(case).version
    assert room.move(case, "close", {"outcome": "help_offered", "expected_version": version})[0] == 200


def test_a_reply_that_a_moderator_reports_opens_a_case_as_urgent_as_its_words(room: CareRoom) -> None:
    status, document = report(room, body())

    assert (status, document["new"]) == (201, True)
    assert case_of(room, document).tier is Tier.IMMINENT
    (entry,) = room.cases.history(case_of(room, document).id)
    assert (entry.what, entry.by) == (What.OPENED, "mona")


def test_a_person_was_worried_whatever_screening_says(room: CareRoom) -> None:
    case = case_of(room, report(room, body(MILD))[1])

    assert (case.tier, case.reasons[-1]) == (Tier.DISTRESS, "reported")


def test_its_words_are_sealed_and_read_with_where_they_stand_by_whoever_is_at_the_case(
    room: CareRoom, table: Table
) -> None:
    case = case_of(room, report(room, body(link="https://example.org/reply"))[1])
    room.move(case, "claim")

    document = room.call("GET", f"/care/cases/{case.id}/text")[1]

    assert document["text"] == DESPAIR
    assert document["contact"] == "tiktok: @planted.author, https://example.org/reply"
    stored = all_data([*items_under(table, f"WORDS#{case.id}"), *items_under(table, f"CARE#{case.id}")])
    assert "planted" not in stored


def test_what_one_author_wrote_is_one_case_and_another_author_has_another(room: CareRoom) -> None:
    first, again, other = (
        report(room, sent)[1]["case"]
        for sent in (body(), body(MILD, "@Planted.Author"), body(author="somebody.else"))
    )

    assert first == again != other
    room.move(case_of(room, {"case": first}), "claim")
    assert room.call("GET", f"/care/cases/{first}/text")[1]["text"] == f"{DESPAIR}\n\n{MILD}"


def test_a_reply_that_is_reported_twice_says_nothing_new(room: CareRoom) -> None:
    report(room, body())

    status, document = report(room, body(text=f"{DESPAIR} "))

    assert (status, document["new"]) == (200, False)
    assert len(list(room.cases.history(CaseId(document["case"])))) == 1


def test_a_new_reply_opens_a_closed_case_again_and_the_same_one_does_not(room: CareRoom) -> None:
    case = case_of(room, report(room, body())[1])
    closed(room, case)

    report(room, body())
    assert room.now(case).status is CaseStatus.CLOSED
    report(room, body("planted words: I cannot go on"))

    assert room.now(case).status is CaseStatus.OPEN
    assert list(room.cases.history(case.id))[-1].what is What.REOPENED


def test_the_id_of_a_case_names_nobody(room: CareRoom, log_lines: LogLines) -> None:
    document = report(room, body())[1]

    assert document["case"].startswith("reply-tiktok-")
    written = json.dumps([document, *log_lines()])
    assert "planted" not in written


def test_words_go_when_their_time_has_come(room: CareRoom) -> None:
    case = case_of(room, report(room, body())[1])
    room.clock.now += timedelta(days=31)

    document = room.call("GET", f"/care/cases/{case.id}/text", by="lina", groups="lead")[1]

    assert (document["text"], document["contact"]) == (None, None)


def test_whoever_reports_does_not_see_the_case(room: CareRoom) -> None:
    case = report(room, body())[1]["case"]

    assert room.call("GET", f"/care/cases/{case}", by="mona", groups="moderator")[0] == 403


def test_who_meets_a_reviewer_is_asked_to_send_it_again(
    room: CareRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clash(*_: object) -> None:
        raise ConflictError("case", "it was changed", "read it again")

    monkeypatch.setattr("campaign.aws.cases.CaseTable.save", clash)

    assert report(room, body())[0] == 503


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        ({"text": " "}, "/text"),
        ({"text": "a" * 2001}, "/text"),
        ({"author": "two words"}, "/author"),
        ({"platform": "Tik Tok"}, "/platform"),
        ({"video": "../1"}, "/video"),
        ({"link": "javascript:alert(1)"}, "/link"),
        ({"more": "x"}, "/more"),
    ],
)
def test_what_does_not_fit_is_told_and_not_repeated(
    room: CareRoom, fault: dict[str, str], pointer: str
) -> None:
    status, document = report(room, {**body(), **fault})

    assert (status, [error["pointer"] for error in document["errors"]]) == (422, [pointer])
    assert "planted" not in json.dumps(document)
