"""People are called to the cases that wait, whatever dies in between."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care import moves
from campaign.care.calling import Caller
from campaign.care.case import Case, CaseId, CaseStatus
from campaign.care.escalation import Call
from campaign.care.history import What
from campaign.care.moves import open_case
from campaign.care.tier import Tier
from campaign.kernel.errors import TransientError
from tests.unit.care.cases import MINUTE, TARGETS, sign
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import NOON

ONE = CaseId("story-one")


class DiedError(BaseException):
    """The run is cut off, as by a timeout: nothing of ours gets to handle it."""


@dataclass
class Phone:
    """`dies`: "before" or "after" a message has left."""

    sent: list[tuple[Call, str, bool]] = field(default_factory=list)
    dies: str = ""
    refuses: str = ""

    def tell(self, call: Call, case: Case, *, again: bool) -> None:
        if case.id == self.refuses:
            raise TransientError("topic", "no answer", "try again")
        if self.dies == "before":
            raise DiedError
        self.sent.append((call, case.id, again))
        if self.dies == "after":
            raise DiedError


def put(table: Table, name: str = "one", tier: Tier = Tier.IMMINENT) -> Case:
    return CaseTable(table).save(open_case(f"story:{name}", sign(tier), NOON, TARGETS), "c")


def run(table: Table, phone: Phone, now: datetime) -> int:
    return Caller(CaseTable(table), phone, FixedClock(now)).run("run-1")


def died(table: Table, phone: Phone, now: datetime) -> None:
    with pytest.raises(DiedError):
        run(table, phone, now)
    phone.dies = ""


def every_minute(table: Table, phone: Phone, first: int, last: int) -> None:
    for minute in range(first, last + 1):
        run(table, phone, NOON + minute * MINUTE)


def test_over_an_hour_a_case_that_nobody_takes_alerts_once_and_pages_once(table: Table) -> None:
    put(table)
    phone = Phone()

    every_minute(table, phone, 0, 60)

    assert phone.sent == [(Call.ALERT, ONE, False), (Call.PAGE, ONE, False)]


def test_what_was_tried_and_what_came_of_it_is_on_record(table: Table) -> None:
    put(table)

    every_minute(table, Phone(), 0, 20)

    told = [entry.what for entry in CaseTable(table).history(ONE)]
    assert told == [What.OPENED, What.ALERT_TRIED, What.ALERTED, What.PAGE_TRIED, What.PAGED]


@pytest.mark.parametrize("dies", ["before", "after"])
def test_an_alert_is_never_sent_twice_and_the_page_comes_whatever_became_of_it(
    table: Table, dies: str
) -> None:
    put(table)
    phone = Phone(dies=dies)

    died(table, phone, NOON + 10 * MINUTE)
    every_minute(table, phone, 11, 60)

    calls = [call for call, _, _ in phone.sent]
    assert calls.count(Call.ALERT) == (1 if dies == "after" else 0)
    assert calls.count(Call.PAGE) == 1


def test_a_page_that_died_before_it_left_is_sent(table: Table) -> None:
    put(table)
    phone = Phone(dies="before")

    died(table, phone, NOON + 15 * MINUTE)
    every_minute(table, phone, 16, 60)

    assert phone.sent == [(Call.PAGE, ONE, True)]


def test_a_page_that_left_before_its_run_died_comes_once_more_and_says_so(table: Table) -> None:
    put(table)
    phone = Phone(dies="after")

    died(table, phone, NOON + 15 * MINUTE)
    every_minute(table, phone, 16, 60)

    assert phone.sent == [(Call.PAGE, ONE, False), (Call.PAGE, ONE, True)]


def test_a_case_that_cannot_be_told_of_holds_up_no_other(table: Table) -> None:
    put(table, "one")
    put(table, "two")
    phone = Phone(refuses=ONE)

    failed = run(table, phone, NOON + 15 * MINUTE)

    assert (failed, phone.sent) == (1, [(Call.PAGE, "story-two", False)])


def test_a_lease_that_ran_out_frees_the_case_and_calls_if_it_is_overdue(table: Table) -> None:
    cases = CaseTable(table)
    cases.save(moves.claim(put(table), "rana", NOON + MINUTE, TARGETS), "c")
    phone = Phone()

    every_minute(table, phone, 2, 20)

    case = cases.get(ONE)
    assert case is not None
    assert (case.status, case.assignee) == (CaseStatus.OPEN, None)
    assert phone.sent == [(Call.PAGE, ONE, False)]


def test_of_two_runs_at_once_one_calls(table: Table) -> None:
    put(table)
    inner = Phone()

    class Meanwhile(Phone):
        def tell(self, call: Call, case: Case, *, again: bool) -> None:
            run(table, inner, NOON + 15 * MINUTE)
            super().tell(call, case, again=again)

    outer = Meanwhile()
    run(table, outer, NOON + 15 * MINUTE)

    assert len(outer.sent) + len(inner.sent) == 1
