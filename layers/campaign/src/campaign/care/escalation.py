"""Who must hear of a case now, and what is written before and after: pure.

A page or an alert cannot be sent and written down in one step, so each is tried (written), sent, and settled
(written). A run that dies between the first and the last leaves it open whether it was sent. An alert is
then not sent again: the page follows. A page is: one that comes twice is better than one that is lost, and
the second says that it may be one.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from campaign.care.case import SYSTEM, Case, CaseStatus
from campaign.care.history import What
from campaign.care.moves import Moved, moved

AGAIN_AFTER = timedelta(minutes=2)
"""A page that was tried and not settled is tried again after this: longer than any run takes."""


class Call(StrEnum):
    ALERT = "alert"  # due soon, and nobody is at it
    PAGE = "page"  # overdue and nobody is at it, or a reviewer asks for a lead


def next_look(case: Case) -> datetime | None:
    """When something is to be done about it even if nobody does anything; None for what only people move
    on."""
    if case.status is CaseStatus.CLOSED:
        return None
    if case.status is CaseStatus.CLAIMED:
        moments = [case.lease_until]
        if case.escalated_at is not None:
            moments.append(_page_from(case, case.escalated_at))
        return min(moment for moment in moments if moment is not None)
    wanted = case.escalated_at or case.due_at
    if _nobody_was_told(case):
        return min(case.alert_at, wanted)
    return _page_from(case, wanted)


def call_for(case: Case, now: datetime) -> Call | None:
    """What is to be sent now. Of a case whose lease has run out `moves.freed` comes first."""
    if case.status is CaseStatus.CLOSED:
        return None
    if case.escalated_at is None and case.status is CaseStatus.CLAIMED:
        return None
    page = _page_from(case, case.escalated_at or case.due_at)
    if page is not None and page <= now:
        return Call.PAGE
    if case.status is CaseStatus.OPEN and case.alert_at <= now and _nobody_was_told(case):
        return Call.ALERT
    return None


def tried(case: Case, call: Call, now: datetime) -> Moved:
    if call is Call.ALERT:
        return moved(case, What.ALERT_TRIED, SYSTEM, now, alert_tried_at=now)
    return moved(case, What.PAGE_TRIED, SYSTEM, now, page_tried_at=now)


def settled(case: Case, call: Call, now: datetime) -> Moved:
    if call is Call.ALERT:
        return moved(case, What.ALERTED, SYSTEM, now, alerted_at=now)
    return moved(case, What.PAGED, SYSTEM, now, paged_at=now, escalated_at=None)


def _nobody_was_told(case: Case) -> bool:
    return case.alert_tried_at is None and case.page_tried_at is None and case.paged_at is None


def _page_from(case: Case, wanted: datetime) -> datetime | None:
    if case.paged_at is not None:
        return None
    return wanted if case.page_tried_at is None else case.page_tried_at + AGAIN_AFTER
