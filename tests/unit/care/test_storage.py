import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care import moves
from campaign.care.case import Outcome
from campaign.care.history import What
from campaign.care.moves import Moved, open_case
from campaign.care.tier import Tier
from campaign.kernel.errors import ConflictError
from tests.unit.care.cases import MINUTE, TARGETS, sign
from tests.unit.stored import items_under
from tests.unit.videos.messages import NOON


def put(table: Table, subject: str, tier: Tier, minutes: int = 0, score: float = 1.5) -> Moved:
    moved = open_case(subject, sign(tier, score), NOON + minutes * MINUTE, TARGETS)
    CaseTable(table).save(moved, "c-1")
    return moved


def test_a_case_and_the_entry_that_says_why_are_written_together(table: Table) -> None:
    cases = CaseTable(table)
    case = put(table, "story:one", Tier.DISTRESS).case

    cases.save(moves.claim(case, "rana", NOON, TARGETS), "c-2")

    assert cases.get(case.id) == moves.claim(case, "rana", NOON, TARGETS).case
    assert [entry.what for entry in cases.history(case.id)] == [What.OPENED, What.CLAIMED]
    assert [item.sk for item in items_under(table, "CARE#story-one")] == [
        "EVENT#000001",
        "EVENT#000002",
        "HEAD",
    ]


def test_of_two_who_claim_at_once_one_gets_it(table: Table) -> None:
    case = put(table, "story:one", Tier.DISTRESS).case
    CaseTable(table).save(moves.claim(case, "rana", NOON, TARGETS), "c-2")

    with pytest.raises(ConflictError):
        CaseTable(table).save(moves.claim(case, "omar", NOON, TARGETS), "c-3")


def test_a_case_is_opened_once(table: Table) -> None:
    put(table, "story:one", Tier.DISTRESS)

    with pytest.raises(ConflictError):
        put(table, "story:one", Tier.DISTRESS)


def test_the_queue_has_the_most_urgent_first_then_what_is_due_first_then_the_higher_score(
    table: Table,
) -> None:
    put(table, "story:d", Tier.DISTRESS, minutes=-500)
    put(table, "story:b", Tier.IMMINENT, minutes=1)
    put(table, "story:a", Tier.IMMINENT, score=3.2)
    put(table, "story:z", Tier.IMMINENT, score=4.9)

    assert [case.subject for case in CaseTable(table).waiting(10)] == [
        "story:z",
        "story:a",
        "story:b",
        "story:d",
    ]
    assert [case.subject for case in CaseTable(table).waiting(1)] == ["story:z"]


def test_a_closed_case_leaves_every_queue_and_stays(table: Table) -> None:
    cases = CaseTable(table)
    case = cases.save(moves.claim(put(table, "story:a", Tier.DISTRESS).case, "rana", NOON, TARGETS), "c")

    cases.save(moves.close(case, "rana", Outcome.HELP_REACHED, NOON), "c")

    assert cases.waiting(10) == cases.of_reviewer("rana") == list(cases.to_look_at(case.due_at, 10)) == []
    assert cases.get(case.id) is not None


def test_who_holds_what_is_known_by_the_reviewer(table: Table) -> None:
    case = put(table, "story:a", Tier.DISTRESS).case
    CaseTable(table).save(moves.claim(case, "rana", NOON, TARGETS), "c")

    assert [held.id for held in CaseTable(table).of_reviewer("rana")] == [case.id]
    assert CaseTable(table).of_reviewer("omar") == []


def test_only_what_is_due_is_looked_at(table: Table) -> None:
    put(table, "story:soon", Tier.IMMINENT)
    put(table, "story:later", Tier.DISTRESS)

    assert [case.subject for case in CaseTable(table).to_look_at(NOON + 10 * MINUTE, 10)] == ["story:soon"]
