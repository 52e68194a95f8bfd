import json
from datetime import timedelta

import pytest

from campaign.aws.table import Table
from campaign.care.case import CaseStatus
from campaign.care.history import What
from campaign.care.tier import Tier
from tests.unit.api.care import WORDS, CareRoom, all_data
from tests.unit.care.cases import MINUTE
from tests.unit.conftest import LogLines
from tests.unit.stored import items_under


@pytest.fixture
def room(table: Table) -> CareRoom:
    return CareRoom(table)


def entries(room: CareRoom, case_id: str) -> list[tuple[str, str]]:
    _, document = room.call("GET", f"/care/cases/{case_id}")
    return [(entry["what"], entry["by"]) for entry in document["history"]]


def test_the_queue_shows_the_most_urgent_first_and_no_words(room: CareRoom) -> None:
    room.story(Tier.DISTRESS)
    room.story(Tier.IMMINENT, "qrstuvwxyzabcdef")

    status, document = room.call("GET", "/care/cases")

    assert status == 200
    assert [case["tier"] for case in document["cases"]] == ["imminent", "distress"]
    assert WORDS not in json.dumps(document)


def test_a_claimed_case_says_whose_it_is(room: CareRoom) -> None:
    room.held()

    (mine,) = room.call("GET", "/care/cases")[1]["cases"]
    (theirs,) = room.call("GET", "/care/cases", by="omar")[1]["cases"]

    assert (mine["held"], mine["yours"], theirs["held"], theirs["yours"]) == (True, True, True, False)


def test_of_two_reviewers_the_second_is_told_that_somebody_is_at_it(room: CareRoom) -> None:
    status, document = room.move(room.held(by="rana"), "claim", by="omar")

    assert (status, "somebody else is at it" in document["detail"]) == (409, True)


def test_words_are_for_whoever_is_at_the_case(room: CareRoom) -> None:
    case = room.held()

    status, document = room.call("GET", f"/care/cases/{case.id}/text")

    assert (status, document["text"]) == (200, WORDS)


@pytest.mark.parametrize("by", ["omar", "rana"])
def test_words_are_not_for_a_reviewer_who_is_not_at_it(room: CareRoom, by: str) -> None:
    case = room.held(by="rana") if by == "omar" else room.story()

    status, document = room.call("GET", f"/care/cases/{case.id}/text", by=by)

    assert (status, WORDS in json.dumps(document)) == (403, False)
    assert "read" not in [what for what, _ in entries(room, case.id)]


def test_a_lead_may_read_and_is_on_record_as_everybody(room: CareRoom) -> None:
    case = room.held(by="rana")

    assert room.call("GET", f"/care/cases/{case.id}/text", by="lina", groups="lead")[0] == 200
    assert entries(room, case.id)[-1] == ("read", "lina")


def test_who_read_is_on_record_though_the_words_could_not_be_opened(
    room: CareRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = room.held()
    monkeypatch.setattr("tests.unit.api.care.Box.open", lambda *_: 1 / 0)

    assert room.call("GET", f"/care/cases/{case.id}/text")[0] == 500
    assert entries(room, case.id)[-1] == ("read", "rana")


def test_words_whose_time_has_come_are_not_shown_though_they_still_lie_there(room: CareRoom) -> None:
    room.held()
    room.clock.now += timedelta(days=31)
    case = room.story(story_id="qrstuvwxyzabcdef")
    old = room.cases.waiting(10)
    (earlier,) = [one for one in old if one.id != case.id]

    document = room.call("GET", f"/care/cases/{earlier.id}/text", by="lina", groups="lead")[1]

    assert document["text"] is None


def test_a_note_is_sealed_and_read_with_the_case(room: CareRoom, table: Table) -> None:
    case = room.held()

    status, answer = room.move(case, "note", {"note": "planted note"})

    assert (status, "planted note" in json.dumps(answer)) == (200, False)
    assert "planted note" not in all_data(items_under(table, f"WORDS#{case.id}"))
    (note,) = room.call("GET", f"/care/cases/{case.id}/text")[1]["notes"]
    assert (note["note"], note["by"]) == ("planted note", "rana")


def test_a_case_is_closed_as_it_was_seen_or_not_at_all(room: CareRoom) -> None:
    case = room.held()
    room.call("GET", f"/care/cases/{case.id}/text")

    stale = room.move(case, "close", {"outcome": "no_concern", "expected_version": case.version})
    seen = room.move(case, "close", {"outcome": "help_reached", "expected_version": room.now(case).version})

    assert (stale[0], seen[0]) == (409, 200)
    assert room.now(case).status is CaseStatus.CLOSED


def test_a_lead_gives_a_case_to_somebody_and_a_reviewer_does_not(room: CareRoom) -> None:
    case = room.held(by="rana")

    assert room.move(case, "assign", {"to": "omar"}, by="rana")[0] == 403
    assert room.move(case, "assign", {"to": "omar"}, by="lina", groups="lead")[0] == 200
    assert room.now(case).assignee == "omar"


def test_a_case_is_handed_to_a_colleague_and_kept_for_them(room: CareRoom) -> None:
    case = room.held(by="rana")

    assert room.move(case, "hand-over", {"to": "omar"}, by="rana")[0] == 200
    assert room.now(case).assignee == "omar"
    assert room.move(case, "claim", by="lina")[0] == 409
    assert room.move(case, "claim", by="omar")[0] == 200


@pytest.mark.parametrize(("move", "groups"), [("hand-over", "care-reviewer"), ("assign", "lead")])
def test_a_case_is_given_to_nobody_who_is_not_in_care(room: CareRoom, move: str, groups: str) -> None:
    case = room.held(by="rana")

    status, problem = room.move(case, move, {"to": "a-stranger"}, by="rana", groups=groups)

    assert (status, "GET /care/colleagues" in problem["detail"]) == (422, True)
    assert room.now(case) == case


def test_whom_a_case_can_be_given_to_is_told_by_id_and_name(room: CareRoom) -> None:
    status, answer = room.call("GET", "/care/colleagues")

    assert status == 200
    assert {"id": "omar", "name": "omar@example.org"} in answer["colleagues"]


@pytest.mark.parametrize(
    ("move", "what"),
    [
        ("release", What.RELEASED),
        ("renew", What.RENEWED),
        ("hand-over", What.HANDED_OVER),
        ("escalate", What.ESCALATED),
    ],
)
def test_other_moves_are_on_record(room: CareRoom, move: str, what: What) -> None:
    case = room.held()

    assert room.move(case, move)[0] == 200
    assert entries(room, case.id)[-1] == (what, "rana")


def test_an_unknown_case_is_not_found(room: CareRoom) -> None:
    assert room.call("GET", "/care/cases/story-none")[0] == 404


def test_what_is_read_counts_by_its_tier(room: CareRoom) -> None:
    case = room.held(Tier.IMMINENT)

    exposure = room.call("GET", f"/care/cases/{case.id}/text")[1]["exposure"]

    assert (exposure["points"], exposure["texts"], exposure["break_offered"]) == (5, 1, False)


def test_exposure_is_shown_to_nobody_but_its_own_reviewer(room: CareRoom) -> None:
    case = room.held()
    room.call("GET", f"/care/cases/{case.id}/text")

    for who, groups in (("omar", "care-reviewer"), ("lina", "lead")):
        assert room.call("GET", "/care/exposure", by=who, groups=groups)[1]["points"] == 0
        shown = json.dumps(room.call("GET", f"/care/cases/{case.id}", by=who, groups=groups)[1])
        assert "points" not in shown
    assert room.call("GET", "/care/exposure")[1]["points"] == 3


def test_at_the_budget_a_break_is_offered_and_nobody_is_kept_from_somebody_in_danger(table: Table) -> None:
    room = CareRoom(table, budget=5)
    case = room.held(Tier.IMMINENT)
    room.call("GET", f"/care/cases/{case.id}/text")
    other = room.story(Tier.IMMINENT, "qrstuvwxyzabcdef")

    assert room.call("GET", "/care/cases")[1]["exposure"]["break_offered"] is True
    assert room.move(other, "claim")[0] == 409
    assert room.move(other, "claim", {"anyway": True})[0] == 200


def test_a_break_hands_over_what_one_is_at_and_afterwards_the_count_begins_anew(table: Table) -> None:
    room = CareRoom(table, budget=5)
    case = room.held(Tier.IMMINENT)
    room.call("GET", f"/care/cases/{case.id}/text")

    status, answer = room.call("POST", "/care/break")

    assert (status, answer["handed_over"]) == (200, [case.id])
    assert room.now(case).status is CaseStatus.OPEN
    room.clock.now += 31 * MINUTE
    assert room.call("GET", "/care/exposure")[1]["points"] == 0


def test_logs_hold_ids_and_tiers_and_never_a_word(room: CareRoom, log_lines: LogLines) -> None:
    case = room.held()
    room.call("GET", f"/care/cases/{case.id}/text")
    room.move(case, "note", {"note": "planted note"})

    written = json.dumps(log_lines())
    assert case.id in written
    assert WORDS not in written
    assert "planted note" not in written
