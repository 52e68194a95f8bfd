"""What may be done with a case, and by whom: pure, with the clock handed in.

No move here knows of any publication decision, and none but `close` ends a case.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from campaign.care.case import SYSTEM, Case, CaseStatus, Outcome, case_id
from campaign.care.history import Entry, What
from campaign.care.sign import URGENCY, Sign, more_urgent
from campaign.care.targets import Targets
from campaign.kernel.errors import ConflictError

LEASE = timedelta(minutes=30)
"""How long a claim holds without a sign of whoever holds it; less where a tier's target is shorter."""
DUE_SOON = 3
"""A case is due soon when this part of its time is left: a third, or LEAST_NOTICE."""
LEAST_NOTICE = timedelta(minutes=2)
"""What calls people runs once a minute: so an alert comes before the page, however short the time."""
REMEMBERED = 50
"""Texts that a case knows to have heard; who changes a caption more often than that is looked after anew."""


class Moved(NamedTuple):
    """The case as it shall be written, and the entry of its history that says why."""

    case: Case
    entry: Entry


def open_case(
    subject: str, sign: Sign, now: datetime, targets: Targets, offered: tuple[str, ...] = ()
) -> Moved:
    target = targets.of(sign.tier)
    case = Case(
        id=case_id(subject),
        subject=subject,
        tier=sign.tier,
        score=sign.score,
        reasons=sign.reasons,
        opened_at=now,
        due_at=now + target,
        alert_at=_due_soon(now, now + target),
        offered=offered,
        heard=sign.texts[-REMEMBERED:],
    )
    return Moved(case, Entry(version=1, at=now, by=SYSTEM, what=What.OPENED, tier=sign.tier))


def heard(case: Case, sign: Sign, now: datetime, targets: Targets) -> Moved | None:
    """What a sign makes of it; None when it says nothing new.

    Words that it has heard change nothing, however often and late they come again. New ones are on record,
    and open a closed case again: whoever closed it has not read them. A tier rises by itself and never falls.
    """
    new = tuple(text for text in sign.texts if text not in case.heard)
    rises = URGENCY[sign.tier] > URGENCY[case.tier]
    if not new and (sign.texts or not rises):
        return None
    remembered = (*case.heard, *new)[-REMEMBERED:]
    if case.status is CaseStatus.CLOSED:
        return _reopened(case, sign, now, targets, remembered)
    update: dict[str, Any] = {"heard": remembered}
    due = min(now + targets.of(more_urgent(sign.tier, case.tier)), case.due_at)
    if rises or due < case.due_at:
        update |= _due(due, now)
    if not rises:
        return moved(case, What.HEARD, SYSTEM, now, **update)
    update |= {"tier": sign.tier, "score": sign.score, "reasons": sign.reasons}
    return moved(case, What.RAISED, SYSTEM, now, **update)


def _reopened(case: Case, sign: Sign, now: datetime, targets: Targets, remembered: tuple[str, ...]) -> Moved:
    """It waits for anybody. Somebody who was in danger is taken as seriously as before; where a reviewer saw
    no concern, what is said now counts alone."""
    tier = sign.tier if case.outcome is Outcome.NO_CONCERN else more_urgent(sign.tier, case.tier)
    return moved(
        case,
        What.REOPENED,
        SYSTEM,
        now,
        status=CaseStatus.OPEN,
        tier=tier,
        score=sign.score,
        reasons=sign.reasons,
        heard=remembered,
        assignee=None,
        outcome=None,
        closed_at=None,
        **_due(now + targets.of(tier), now),
    )


def claim(case: Case, by: str, now: datetime, targets: Targets) -> Moved:
    """One reviewer at a time. What is kept for somebody is theirs until it is due."""
    _not_closed(case)
    if (holder := case.held_by(now)) is not None and holder != by:
        raise ConflictError(f"case {case.id}", "somebody else is at it", "take another one")
    kept = case.status is CaseStatus.OPEN and case.assignee not in (None, by)
    if kept and now < case.due_at:
        raise ConflictError(f"case {case.id}", "it is kept for somebody else", "take it once it is due")
    return moved(case, What.CLAIMED, by, now, **_held(by, case, now, targets))


def renew(case: Case, by: str, now: datetime, targets: Targets) -> Moved:
    _held_by(case, by, now)
    return moved(case, What.RENEWED, by, now, **_held(by, case, now, targets))


def release(case: Case, by: str, now: datetime) -> Moved:
    """Back to everybody."""
    _held_by(case, by, now)
    return moved(case, What.RELEASED, by, now, **_let_go(None))


def hand_over(case: Case, by: str, now: datetime, to: str | None = None) -> Moved:
    """To a colleague, or to whoever comes next. It waits for them, and is told of as any that waits."""
    _held_by(case, by, now)
    return moved(case, What.HANDED_OVER, by, now, **_let_go(to), to=to)


def freed(case: Case, now: datetime) -> Moved | None:
    """A claim whose lease ran out ends, and the case waits again; None when there is none."""
    if case.status is not CaseStatus.CLAIMED or case.held_by(now) is not None:
        return None
    return moved(case, What.FREED, SYSTEM, now, **_let_go(None))


def assign(case: Case, to: str, by: str, now: datetime) -> Moved:
    """A lead keeps it for somebody, and takes it from whoever is at it. Its time runs on until that one
    claims it."""
    _not_closed(case)
    given = _let_go(to) if case.status is CaseStatus.CLAIMED else {"assignee": to}
    return moved(case, What.ASSIGNED, by, now, **given, to=to)


def read(case: Case, by: str, now: datetime) -> Moved:
    """Somebody is about to read its words: who did is on record before they see them."""
    return moved(case, What.READ, by, now)


def words_deleted(case: Case, by: str, now: datetime) -> Moved:
    """On request of whose words they are; the case goes on without them."""
    return moved(case, What.WORDS_DELETED, by, now)


def note(case: Case, by: str, now: datetime, targets: Targets) -> Moved:
    _held_by(case, by, now)
    return moved(case, What.NOTED, by, now, **_held(by, case, now, targets))


def contact_made(case: Case, by: str, template: str, now: datetime, targets: Targets) -> Moved:
    """An approved reply was sent. The next look is due as if the case had come now."""
    _held_by(case, by, now)
    due = _due(now + targets.of(case.tier), now)
    return moved(
        case,
        What.CONTACTED,
        by,
        now,
        **_held(by, case, now, targets),
        **due,
        contacted_at=now,
        template=template,
    )


def escalate(case: Case, by: str, now: datetime) -> Moved:
    """Asks for a lead at once, whoever is at it: a page goes out within a minute."""
    _held_by(case, by, now)
    return moved(case, What.ESCALATED, by, now, escalated_at=now, page_tried_at=None, paged_at=None)


def close(case: Case, by: str, outcome: Outcome, now: datetime) -> Moved:
    """The one end of a case, by the reviewer who is at it."""
    _held_by(case, by, now)
    return moved(
        case,
        What.CLOSED,
        by,
        now,
        status=CaseStatus.CLOSED,
        lease_until=None,
        escalated_at=None,
        outcome=outcome,
        closed_at=now,
    )


def moved(case: Case, what: What, by: str, at: datetime, **update: Any) -> Moved:
    """The case with these fields, as its next version. Members of an entry that a case has not, `to` and
    `template`, go to the entry alone."""
    version = case.version + 1
    said: dict[str, Any] = {name: update.pop(name) for name in ("to", "template") if name in update}
    said |= {name: update[name] for name in ("tier", "outcome") if update.get(name) is not None}
    entry = Entry(version=version, at=at, by=by, what=what, **said)
    return Moved(case.model_copy(update={**update, "version": version}), entry)


def _due(due: datetime, now: datetime) -> dict[str, Any]:
    """A new time: whoever was told of the earlier one is told again when this one comes."""
    return {"due_at": due, "alert_at": _due_soon(now, due), **_UNTOLD}


def _due_soon(now: datetime, due: datetime) -> datetime:
    return max(now, due - max((due - now) / DUE_SOON, LEAST_NOTICE)) if due > now else due


_UNTOLD: dict[str, Any] = {
    "alert_tried_at": None,
    "alerted_at": None,
    "page_tried_at": None,
    "paged_at": None,
}


def _held(by: str, case: Case, now: datetime, targets: Targets) -> dict[str, Any]:
    lease = min(LEASE, targets.of(case.tier))
    return {"status": CaseStatus.CLAIMED, "assignee": by, "lease_until": now + lease}


def _let_go(to: str | None) -> dict[str, Any]:
    """It waits again, so it is told of again."""
    return {"status": CaseStatus.OPEN, "assignee": to, "lease_until": None, **_UNTOLD}


def _not_closed(case: Case) -> None:
    if case.status is CaseStatus.CLOSED:
        raise ConflictError(f"case {case.id}", "it is closed", "a new sign of its person opens it again")


def _held_by(case: Case, by: str, now: datetime) -> None:
    _not_closed(case)
    if case.held_by(now) != by:
        raise ConflictError(f"case {case.id}", "you are not at it, or no longer", "claim it first")
