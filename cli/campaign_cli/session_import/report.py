"""What an import would change, or did, field by field."""

from collections.abc import Iterator
from typing import Any

from campaign.sessions.session import Session, SessionStatus
from campaign_cli.quarantine_commands import visible
from campaign_cli.session_import.comparison import CONTENT, Changed, Comparison


def report(comparison: Comparison, *, cancel_missing: bool) -> Iterator[str]:
    """Lines for a terminal; what a file says cannot steer it."""
    yield from map(visible, _lines(comparison, cancel_missing))


def _lines(comparison: Comparison, cancel_missing: bool) -> Iterator[str]:
    for form in comparison.added:
        rule = f", {form.rule}" if hasattr(form, "rule") else ""
        yield f"added      {form.id}: {form.starts:%Y-%m-%d %H:%M} {form.zone}{rule}, {form.status}"
    for changed in comparison.changed:
        yield f"changed    {changed.before.id}"
        yield from (f"             {name}: {old} → {new}" for name, old, new in differences(changed))
    for id_, why in comparison.left:
        yield f"left       {id_}: {why}"
    for session in comparison.missing:
        drafted = session.status is SessionStatus.DRAFT
        fate = "a draft is never cancelled" if drafted else "cancelled" if cancel_missing else "not cancelled"
        yield f"missing    {session.id}: {start_of(session)}, {fate}"
    yield f"unchanged  {len(comparison.unchanged)}"


def differences(changed: Changed) -> Iterator[tuple[str, str, str]]:
    """Field, before, after."""
    before, after = changed.before, changed.after
    for name in (*CONTENT, "status"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield name, _words(old), _words(new)
    if start_of(before) != start_of(after):
        yield "starts", start_of(before), start_of(after)


def start_of(session: Session) -> str:
    """On the session's own clocks."""
    if session.status is SessionStatus.POSTPONED:
        return "no date"
    return f"{session.starts_locally:%Y-%m-%d %H:%M} {session.zone}"


def _words(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " | ".join(value.model_dump().values()) if hasattr(value, "model_dump") else str(value)
