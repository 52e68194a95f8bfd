"""From a sign to a case: opened once for each subject, whatever comes twice, late or in another order."""

from datetime import datetime

from campaign.care.case import Case, case_id
from campaign.care.moves import Moved, heard, open_case
from campaign.care.sign import Sign
from campaign.care.stores import Cases
from campaign.care.targets import Targets
from campaign.care.tier import Tier
from campaign.kernel.change import ChangeEvent
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, UnderWayError
from campaign.kernel.observability import count, logger


def taken_in(
    case: Case | None,
    subject: str,
    sign: Sign,
    now: datetime,
    targets: Targets,
    offered: tuple[str, ...] = (),
) -> Moved | None:
    """What to write; None when the sign says nothing that the case does not hold. `case` is the subject's,
    if it has one: words that it has heard do not open a closed one again, new ones do."""
    if case is None:
        return open_case(subject, sign, now, targets, offered)
    return heard(case, sign, now, targets)


def sign_in(event: ChangeEvent) -> Sign | None:
    """What a change says of the one who speaks: nothing else is needed to open their case, so it does not
    matter what has become of the subject since. None when it says nothing. Raises ValueError for a tier that
    there is not."""
    if event.care_tier is None:
        return None
    return Sign(
        tier=Tier(event.care_tier),
        score=event.care_score or 0.0,
        reasons=event.care_reasons or (),
        texts=event.care_texts or (),
    )


class CaseOpener:
    """Opens and raises cases, as events tell of signs."""

    def __init__(self, cases: Cases, targets: Targets, clock: Clock) -> None:
        self.cases = cases
        self.targets = targets
        self.clock = clock

    def follow(self, event: ChangeEvent) -> None:
        """Idempotent. Raises UnderWayError when somebody else is at the same case this very moment."""
        sign = sign_in(event)
        if sign is None:
            return
        stored = self.cases.get(case_id(event.subject))
        moved = taken_in(stored, event.subject, sign, self.clock(), self.targets)
        if moved is None:
            return
        try:
            case = self.cases.save(moved, event.correlation_id)
        except ConflictError as error:  # of two events at once, or an event and a reviewer: it is read anew
            raise UnderWayError(error.thing, error.rule, "it is looked at again") from error
        count(opened_metric(case.tier))
        logger.info("case taken in", case=case.id, tier=case.tier, what=moved.entry.what)


def opened_metric(tier: Tier) -> str:
    """`CasesOpenedImminent` and so on: cases of a tier that were opened, or raised to it."""
    return f"CasesOpened{tier.title()}"
