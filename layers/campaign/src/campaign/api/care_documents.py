"""Cases as the staff API shows them: never a word of anybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from campaign.care.case import Case
from campaign.care.exposure import Shift, needs_a_break
from campaign.care.history import Entry


def case_document(case: Case, reviewer: str, now: datetime) -> dict[str, Any]:
    """`held`: whether somebody is at it now; `yours`: whether it is you. `overdue`: nobody has looked in
    time."""
    holder = case.held_by(now)
    shown = case.model_dump(
        mode="json", exclude={"alert_at", "alert_tried_at", "page_tried_at", "heard"}, exclude_none=True
    )
    return {
        **shown,
        "held": holder is not None,
        "yours": holder == reviewer,
        "overdue": holder is None and now >= case.due_at and case.closed_at is None,
    }


def history_document(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [entry.model_dump(mode="json", exclude_none=True) for entry in entries]


def shift_document(shift: Shift, budget: int) -> dict[str, Any]:
    """For its own reviewer alone."""
    return {
        "points": shift.points,
        "budget": budget,
        "texts": shift.texts,
        "began_at": shift.began_at.isoformat(),
        "break_offered": needs_a_break(shift, budget),
        "break_until": shift.break_until.isoformat() if shift.break_until else None,
    }
