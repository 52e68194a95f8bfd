"""Tells people of the cases that wait: one run, once a minute."""

from typing import Protocol

from campaign.care.case import Case
from campaign.care.escalation import Call, call_for, settled, tried
from campaign.care.moves import Moved, freed
from campaign.care.stores import Cases
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger

MOST = 200
"""Cases a run; the next run, a minute later, goes on."""


class Phone(Protocol):
    """Implemented by `campaign.aws.care_topic.CareTopic`."""

    def tell(self, call: Call, case: Case, *, again: bool) -> None:
        """`again`: this page may have come before. Raises when it is not certain that it was taken."""
        ...


class Caller:
    def __init__(self, cases: Cases, phone: Phone, clock: Clock) -> None:
        self.cases = cases
        self.phone = phone
        self.clock = clock

    def run(self, correlation_id: str) -> int:
        """Answers how many cases could not be dealt with: each of them is looked at again, and holds up no
        other."""
        failed = 0
        for case in self.cases.to_look_at(self.clock(), MOST):
            try:
                self._look_at(case, correlation_id)
            except ConflictError:  # somebody has just moved it, which is what a call is for
                logger.info("case was moved meanwhile", case=case.id)
            except Exception:
                logger.exception("nobody could be told of a case", case=case.id, tier=case.tier)
                failed += 1
        return failed

    def _look_at(self, case: Case, correlation_id: str) -> None:
        def save(moved: Moved) -> Case:
            return self.cases.save(moved, correlation_id)

        if left := freed(case, self.clock()):
            case = save(left)
            count("CasesFreed")
        call = call_for(case, self.clock())
        if call is None:
            return
        again = case.page_tried_at is not None
        attempt = save(tried(case, call, self.clock()))
        self.phone.tell(call, attempt, again=again)
        save(settled(attempt, call, self.clock()))
        count("CareAlerts" if call is Call.ALERT else "CarePages")
        logger.info("somebody was told of a case", case=case.id, tier=case.tier, call=call, again=again)
