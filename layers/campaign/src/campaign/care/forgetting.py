"""What is known of people in care does not outlive the campaign's retention: a closed case goes with its
history and all words, as if it had never been."""

from datetime import timedelta

from campaign.care.stores import Cases
from campaign.care.words import Kept
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger

MOST = 500
"""Cases a run; the next run goes on."""


class Forgetter:
    def __init__(self, cases: Cases, kept: Kept, clock: Clock) -> None:
        self.cases = cases
        self.kept = kept
        self.clock = clock

    def run(self) -> int:
        """Answers how many cases could not be forgotten: each of them is tried again, and holds up no
        other."""
        failed = 0
        for case in self.cases.ended(self.clock() - timedelta(days=self.kept.days), MOST):
            try:
                self.cases.forget(case)
            except ConflictError:  # its person has just said something new
                logger.info("case was opened again meanwhile", case=case.id)
            except Exception:
                logger.exception("a case could not be forgotten", case=case.id)
                failed += 1
            else:
                count("CasesForgotten")
                logger.info("case forgotten", case=case.id)
        return failed
