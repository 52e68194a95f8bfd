"""What a file says of sessions, however it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import to_utc
from campaign.sessions.commands import ScheduleSession
from campaign.sessions.series import ScheduleSeries, made_of
from campaign.sessions.session import SessionStatus
from campaign_cli.errors import CommandError

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # what has passed is no fault of the file


@dataclass(frozen=True, slots=True)
class Fault:
    """`line`: of the file, from 1."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One session or series. `given`: the fields that the file speaks of, all others stay as they are.
    `status`: None if the file says nothing of it. `overrides`: dates of a series that stand apart."""

    line: int
    form: ScheduleSession | ScheduleSeries
    given: frozenset[str]
    status: SessionStatus | None = None
    overrides: tuple["Row", ...] = ()


class FaultyFileError(CommandError):
    """Every fault of the file at once, by line."""

    def __init__(self, name: str, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.line, fault.words))
        lines = "".join(f"\n  line {fault.line}: {fault.words}" for fault in self.faults)
        super().__init__(f"{name}: {len(self.faults)} faults, nothing was done{lines}")


def form_of(
    fields: Mapping[str, Any], line: int, faults: list[Fault]
) -> ScheduleSession | ScheduleSeries | None:
    """A series if there is a `rule`. None if anything is wrong with it, which is then among the faults."""
    kind = ScheduleSeries if fields.get("rule") else ScheduleSession
    try:
        form: ScheduleSession | ScheduleSeries = kind.model_validate(fields)
    except ValidationError as error:
        faults.extend(
            Fault(line, f"{'.'.join(map(str, each['loc']))}: {each['msg']}") for each in error.errors()
        )
        return None
    try:
        if isinstance(form, ScheduleSeries):
            made_of(form, _LONG_AGO)
        else:
            to_utc(form.starts, form.zone, form.fold)
    except PermanentError as error:
        faults.append(Fault(line, str(error)))
        return None
    return form


def twice(rows: Iterable[Row]) -> list[Fault]:
    """Of ids that more than one row has."""
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        if row.form.id in first:
            faults.append(Fault(row.line, f"id {row.form.id} is on line {first[row.form.id]} already"))
        first.setdefault(row.form.id, row.line)
    return faults
