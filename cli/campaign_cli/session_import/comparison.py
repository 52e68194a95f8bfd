"""What would change if the campaign were as the file says: pure, and decided by the campaign's own rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import to_utc
from campaign.sessions.commands import ChangeSession, ScheduleSession, change
from campaign.sessions.series import ScheduleSeries, made_of, to_write
from campaign.sessions.session import Session, SessionStatus, account_in
from campaign_cli.session_import.rows import Row

CONTENT = (
    *("title", "advocate", "duration_minutes", "link", "description", "host", "capacity_note"),
    *("content_warning", "sign_language", "captions", "source"),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """`after` is what the command makes of `before`."""

    before: Session
    command: ChangeSession
    after: Session


@dataclass(slots=True)
class Comparison:
    """`left`: what the file says and the campaign will not do, with the reason. `missing`: sessions to come
    from the same source of which the file says nothing."""

    added: list[ScheduleSession | ScheduleSeries] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[Session] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def compare(
    rows: Iterable[Row],
    present: Mapping[str, Session],
    series: Iterable[str],
    source: str,
    now: datetime,
) -> Comparison:
    """`present`: every session of the campaign by id · `series`: the ids of all its series."""
    result = Comparison()
    known = set(series)
    named: set[str] = set()
    for row in rows:
        if isinstance(row.form, ScheduleSeries):
            named |= _compare_series(row, row.form, present, known, now, result)
        else:
            named.add(row.form.id)
            _compare_session(row, row.form, present.get(row.form.id), now, result)
    missing = (each for id_, each in present.items() if id_ not in named and _to_come(each, source, now))
    result.missing = sorted(missing, key=lambda session: (session.starts_at, session.id))
    return result


def _compare_series(
    row: Row,
    form: ScheduleSeries,
    present: Mapping[str, Session],
    known: set[str],
    now: datetime,
    result: Comparison,
) -> set[str]:
    """The ids of its dates, as the file has them."""
    made = made_of(form, datetime.min.replace(tzinfo=now.tzinfo))
    sessions = {session.id: session for session in to_write(made, form, [])}
    apart = {override.form.id: override for override in row.overrides}
    named = sessions.keys() | apart.keys()
    if form.id not in known:
        if made.dates[0].occurrence <= now:
            result.left.append((form.id, "its first date has passed; begin it at one to come"))
            return named
        if row.status in {SessionStatus.CANCELLED, SessionStatus.POSTPONED}:
            result.left.append((form.id, f"it is {row.status} and was never known"))
            return named
        result.added.append(form)
        present = {**present, **sessions}
    for id_ in sorted(named):
        date = apart.get(id_) or Row(row.line, _date_of(form, sessions[id_]), row.given, row.status)
        if not isinstance(date.form, ScheduleSession):
            continue
        if id_ in present:
            _compare_session(date, date.form, present[id_], now, result, fresh=form.id not in known)
        else:
            result.left.append((id_, "a series' rule does not change; schedule this date by itself"))
    return named


def _date_of(form: ScheduleSeries, session: Session) -> ScheduleSession:
    fields = form.model_dump(exclude={"rule", "without", "fold"})
    local = session.starts_locally
    return ScheduleSession.model_validate(
        {**fields, "id": session.id, "starts": local.replace(tzinfo=None, fold=0), "fold": local.fold}
    )


def _compare_session(
    row: Row,
    form: ScheduleSession,
    present: Session | None,
    now: datetime,
    result: Comparison,
    *,
    fresh: bool = False,
) -> None:
    """`fresh`: it comes with a series that is added, so that being as it should is no news."""
    if present is None:
        if row.status in {SessionStatus.CANCELLED, SessionStatus.POSTPONED}:
            result.left.append((form.id, f"it is {row.status} and was never known"))
        elif to_utc(form.starts, form.zone, form.fold) <= now:
            result.left.append((form.id, "its start has passed"))
        else:
            result.added.append(form)
        return
    if present.status is SessionStatus.CANCELLED and row.status is not SessionStatus.CANCELLED:
        result.left.append((form.id, "it is cancelled, and stays so; give a new one another id"))
        return
    if (
        row.status is SessionStatus.CANCELLED
        and present.status is not row.status
        and _has_begun(present, now)
    ):
        result.left.append((form.id, "it took place: it is not cancelled"))
        return
    updates = _differences(row, form, present)
    if not updates:
        if not fresh:
            result.unchanged.append(form.id)
        return
    command = ChangeSession.model_validate({"expected_revision": present.revision, **updates})
    try:
        result.changed.append(Changed(present, command, change(present, command, now)))
    except PermanentError as error:
        result.left.append((form.id, f"{error.rule}; {error.remedy}"))


def _differences(row: Row, form: ScheduleSession, present: Session) -> dict[str, Any]:
    if row.status is SessionStatus.CANCELLED:
        return {} if present.status is SessionStatus.CANCELLED else {"status": SessionStatus.CANCELLED}
    updates = {
        name: wanted
        for name in CONTENT
        if name in row.given and (wanted := _wanted(form, name)) != getattr(present, name)
    }
    if row.status is SessionStatus.POSTPONED:
        return updates | ({} if present.status is row.status else {"status": row.status})
    redated = row.status is SessionStatus.SCHEDULED and present.status is SessionStatus.POSTPONED
    starts_at = to_utc(form.starts, form.zone, form.fold)
    if redated or (starts_at, form.zone) != (present.starts_at, present.zone):
        updates |= {"starts": form.starts, "zone": form.zone, "fold": form.fold}
    if row.status is SessionStatus.SCHEDULED and present.status is SessionStatus.DRAFT:
        updates["status"] = row.status
    return updates


def _wanted(form: ScheduleSession, name: str) -> Any:
    return getattr(form, name) if name != "host" else form.host or account_in(form.link)


def _has_begun(session: Session, now: datetime) -> bool:
    return session.starts_at <= now and session.status is not SessionStatus.POSTPONED


def _to_come(session: Session, source: str, now: datetime) -> bool:
    mine = session.source == source and session.status is not SessionStatus.CANCELLED
    return mine and not _has_begun(session, now)
