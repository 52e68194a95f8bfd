"""What the care routes work with, and who may use them."""

from dataclasses import dataclass
from typing import Any

from campaign.care.case import Case, CaseId
from campaign.care.colleagues import Colleagues
from campaign.care.replies import Replies
from campaign.care.stores import Cases, Shifts, Texts
from campaign.care.targets import Targets
from campaign.care.words import Kept, Seal
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError

REVIEWER = "care-reviewer"
LEAD = "lead"
GROUPS = (REVIEWER, LEAD)


@dataclass(frozen=True)
class CareDesk:
    """`budget`: how much a reviewer reads in a shift before a break is offered, in points
    (campaign.care.exposure)."""

    cases: Cases
    shifts: Shifts
    texts: Texts
    replies: Replies
    colleagues: Colleagues
    seal: Seal
    targets: Targets
    kept: Kept
    budget: int
    clock: Clock

    def case(self, case_id: str) -> Case:
        found = self.cases.get(CaseId(case_id))
        if found is None:
            raise NotFoundError("this case", "there is none", "see the care queue for those that there are")
        return found

    @staticmethod
    def request_id(event: Any) -> str:
        return str(event["requestContext"]["requestId"])
