"""Cases as items of the state table; docs/data-model.md lists who reads them by which key."""

from campaign.care.case import Case, CaseId, CaseStatus
from campaign.care.escalation import next_look
from campaign.care.history import Entry
from campaign.care.tier import Tier
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

Key = tuple[str, str]
HEAD = "HEAD"
EVENTS = "EVENT#"
LOOKS = "CARE#LOOKS"
"""The partition of index 3 with the cases that something is to be done about, by when."""
ENDED = "CARE#ENDED"
"""The partition of index 3 with the closed cases, by when they were closed: until they are forgotten."""

_HIGHEST_SCORE = 10_000


def partition(case: CaseId) -> str:
    return f"CARE#{case}"


def waiting_partition(tier: Tier) -> str:
    """The partition of index 1 with the cases of a tier that are not closed, by due time, then urgency. One
    for each tier, so that many less urgent ones that are overdue never hide one that is imminent."""
    return f"CARE#OPEN#{tier}"


def held_partition(reviewer: str) -> str:
    """The partition of index 2 with the cases that a reviewer holds, or that are kept for them."""
    return f"CARE#HELD#{reviewer}"


def items_of(case: Case, entry: Entry, correlation_id: str) -> tuple[Item, Item]:
    """The case as it is now, and the entry of its history: always written together."""
    look = next_look(case)
    waiting = case.status is not CaseStatus.CLOSED
    due = iso(case.due_at)
    head = Item(
        pk=partition(case.id),
        sk=HEAD,
        version=case.version,
        data=case.model_dump_json(exclude_none=True),
        changed_at=iso(entry.at),
        correlation_id=correlation_id,
        gsi1=(waiting_partition(case.tier), f"{due}#{_urgency(case)}") if waiting else None,
        gsi2=(held_partition(case.assignee), due) if waiting and case.assignee else None,
        gsi3=(LOOKS, iso(look)) if look else _ended(case),
    )
    event = Item(
        pk=head.pk,
        sk=f"{EVENTS}{entry.version:06d}",
        version=entry.version,
        data=entry.model_dump_json(exclude_none=True),
        changed_at=iso(entry.at),
        correlation_id=correlation_id,
    )
    return head, event


def case_in(item: Item) -> Case:
    return Case.model_validate_json(item.data)


def entry_in(item: Item) -> Entry:
    return Entry.model_validate_json(item.data)


def _ended(case: Case) -> Key | None:
    return (ENDED, iso(case.closed_at)) if case.closed_at is not None else None


def _urgency(case: Case) -> str:
    """Fixed width; a higher score comes first."""
    return f"{max(0, _HIGHEST_SCORE - round(case.score * 1000)):05d}"
