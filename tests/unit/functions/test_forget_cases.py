"""A closed case is kept for as long as the campaign's retention says, and not a day longer."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType

import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care import moves
from campaign.care.case import Case, Outcome
from campaign.care.forgetting import Forgetter
from campaign.care.tier import Tier
from campaign.care.words import Kept, Note, note_item
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import TransientError
from tests.unit.care.cases import MINUTE, SUBJECT, TARGETS, sign
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.stored import items_under
from tests.unit.template_resources import Resources

DAYS = 30
KEPT = timedelta(days=DAYS)


@pytest.fixture
def app(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    return load_function("forget_cases", TABLE_NAME=resources.table_name, CARE_RETENTION_DAYS=DAYS)


@pytest.fixture
def cases(table: Table) -> CaseTable:
    return CaseTable(table)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


def run(cases: CaseTable, clock: FixedClock) -> int:
    return Forgetter(cases, Kept(DAYS), clock).run()


def noted(cases: CaseTable, clock: FixedClock, subject: str = SUBJECT, notes: int = 1) -> Case:
    case = cases.save(moves.open_case(subject, sign(Tier.DISTRESS), clock(), TARGETS), "c")
    case = cases.save(moves.claim(case, "rana", clock(), TARGETS), "c")
    for _ in range(notes):
        moved = moves.note(case, "rana", clock(), TARGETS)
        note = Note(version=moved.entry.version, at=clock(), by="rana", sealed=("sealed",))
        case = cases.save(moved, "c", (note_item(case.id, note, Kept(DAYS), "c"), None))
    return case


def closed(cases: CaseTable, clock: FixedClock, subject: str = SUBJECT, notes: int = 1) -> Case:
    case = noted(cases, clock, subject, notes)
    return cases.save(moves.close(case, "rana", Outcome.HELP_REACHED, clock()), "c")


def left(table: Table, case: Case) -> int:
    return len(items_under(table, f"CARE#{case.id}")) + len(items_under(table, f"WORDS#{case.id}"))


def test_every_sample_is_replayed_here() -> None:
    assert names("forget_cases") == {"schedule"}


def test_a_closed_case_goes_with_its_history_and_words_when_its_time_is_over(
    cases: CaseTable, table: Table, clock: FixedClock
) -> None:
    case = closed(cases, clock)

    clock.now += KEPT - MINUTE
    assert (run(cases, clock), left(table, case)) == (0, 6)
    clock.now += MINUTE
    assert (run(cases, clock), left(table, case)) == (0, 0)


def test_a_case_that_is_not_closed_never_goes(cases: CaseTable, table: Table, clock: FixedClock) -> None:
    case = noted(cases, clock)
    clock.now += 20 * KEPT

    assert run(cases, clock) == 0
    assert cases.get(case.id) == case


def test_a_case_that_was_opened_again_is_kept_from_its_last_closing_on(
    cases: CaseTable, table: Table, clock: FixedClock
) -> None:
    case = closed(cases, clock)
    clock.now += KEPT - MINUTE
    again = moves.heard(case, sign(Tier.DISTRESS, 1.5, "new words"), clock(), TARGETS)
    assert again is not None
    cases.save(again, "c")
    clock.now += KEPT

    assert run(cases, clock) == 0
    assert cases.get(case.id) == again.case


def test_a_case_that_is_opened_again_this_very_moment_stays(
    cases: CaseTable, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = closed(cases, clock)
    again = moves.heard(case, sign(Tier.DISTRESS, 1.5, "new words"), clock(), TARGETS)
    assert again is not None
    forget_words = cases.forget_words

    def meanwhile(case_id: object) -> None:
        cases.save(again, "c")
        forget_words(case.id)

    monkeypatch.setattr(cases, "forget_words", meanwhile)
    clock.now += KEPT

    assert run(cases, clock) == 0
    assert cases.get(case.id) == again.case
    assert len(list(cases.history(case.id))) == again.case.version


def test_a_history_longer_than_a_transaction_goes_whole(
    cases: CaseTable, table: Table, clock: FixedClock
) -> None:
    case = closed(cases, clock, notes=120)
    clock.now += KEPT

    assert (run(cases, clock), left(table, case)) == (0, 0)


def test_one_that_cannot_be_forgotten_holds_up_no_other_and_an_alarm_sees_it(
    app: ModuleType,
    table: Table,
    cases: CaseTable,
    lambda_context: FakeLambdaContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long_ago = FixedClock(utc_now() - 2 * KEPT)
    bad, good = closed(cases, long_ago), closed(cases, long_ago, "story:other")
    forget = app.cases.forget

    def refuse(case: Case) -> None:
        if case.id == bad.id:
            raise TransientError("table", "no answer", "try again")
        forget(case)

    monkeypatch.setattr(app.cases, "forget", refuse)

    with pytest.raises(TransientError, match="1 could not be forgotten"):
        app.handler(sample("forget_cases", "schedule"), lambda_context)
    assert (left(table, bad), left(table, good)) == (6, 0)
