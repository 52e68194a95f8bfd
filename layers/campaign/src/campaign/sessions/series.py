"""A series: sessions that one rule made, each of which lives its own life from then on."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from campaign.kernel.clock import iso
from campaign.kernel.errors import ConflictError
from campaign.kernel.item import Item
from campaign.kernel.wall_time import zone_named
from campaign.sessions.commands import ChangeSession, SessionForm, change, future
from campaign.sessions.recurrence import MAX_DATES, dates_of
from campaign.sessions.session import Session, SessionId, SessionStatus
from campaign.sessions.storage import HEAD, Sessions

# A date's id is the series' with "-" and eight digits behind it, and no longer than any session's.
SeriesId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=31)]
INDEX = "SERIES"


class ScheduleSeries(SessionForm):
    """Sessions at the time of `starts`, the first, on each day that `rule` makes (RFC 5545, RRULE) and that
    is not in `without`; all say the same."""

    id: SeriesId
    rule: Annotated[str, StringConstraints(max_length=500)]
    without: Annotated[tuple[date, ...], Field(max_length=MAX_DATES)] = ()


class SeriesDate(BaseModel):
    """Where the rule put a session: it may have been moved since."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SessionId
    occurrence: AwareDatetime


class Series(BaseModel):
    """What was asked for and the dates that it made, in their order. It never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: ScheduleSeries
    dates: tuple[SeriesDate, ...]
    made_at: AwareDatetime

    @property
    def id(self) -> str:
        return self.form.id


class Programme(Sessions, Protocol):
    """Where sessions are kept, and the series that some of them are of."""

    def from_place(self, place: str) -> Iterable[Session]:
        """As `starting_from`, from a `place_in_index` on."""

    def series(self, series_id: str) -> Series | None: ...

    def every_series(self) -> Iterable[Series]:
        """In the order of their ids."""

    def sessions_of(self, series: Series) -> tuple[Session, ...]:
        """Those that were written; any other session that has one of their ids is among them."""

    def add_series(self, series: Series, sessions: Collection[Session], correlation_id: str) -> None:
        """Write the series if it is not there yet, and these sessions of it, first revisions all, in their
        order: a crash leaves a beginning, which the same call completes. ConflictError for an id that is
        taken."""


def made_of(form: ScheduleSeries, now: datetime) -> Series:
    """Raises PermanentError as `dates_of` does, and for a first date in the past."""
    moments = dates_of(form.rule, form.starts, form.zone, form.fold, form.without)
    future(moments[0], now)
    zone = zone_named(form.zone)
    dates = (
        SeriesDate(id=f"{form.id}-{moment.astimezone(zone):%Y%m%d}", occurrence=moment) for moment in moments
    )
    return Series(form=form, dates=tuple(dates), made_at=now)


def to_write(series: Series, form: ScheduleSeries, written: Collection[Session]) -> tuple[Session, ...]:
    """The sessions that are still to be written for `form`, which may be asked for again after a crash.

    One announcement speaks for all dates: the first's. Raises ConflictError when the series was made
    otherwise, or when a session that is not of it has one of its ids.
    """
    if form != series.form:
        raise ConflictError(
            f"series {series.id}",
            "it was made with another rule or other words",
            "change its dates one by one, or choose another id",
        )
    if strangers := sorted(session.id for session in written if session.series != series.id):
        raise ConflictError(
            f"series {series.id}", f"{', '.join(strangers)} is no session of it", "choose another id"
        )
    there = {session.id for session in written}
    first = series.dates[0].id
    return tuple(
        form.first_revision(each.id, each.occurrence, series.made_at).model_copy(
            update={
                "series": series.id,
                "occurrence": each.occurrence,
                "announced_by": None if each.id == first else first,
            }
        )
        for each in series.dates
        if each.id not in there
    )


def all_with_status(
    sessions: Iterable[Session], status: SessionStatus, now: datetime
) -> tuple[list[Session], list[Session]]:
    """The next revision of every date to come that gets this status, and those to come that cannot have it:
    drafts are not cancelled, since nobody was told of them."""
    changed, left = [], []
    for session in sessions:
        dateless = session.status is SessionStatus.POSTPONED
        if session.status in {status, SessionStatus.CANCELLED} or (session.starts_at <= now and not dateless):
            continue
        drafted = session.status is SessionStatus.DRAFT
        if drafted if status is SessionStatus.CANCELLED else not drafted:
            left.append(session)
            continue
        command = ChangeSession.model_validate({"expected_revision": session.revision, "status": status})
        changed.append(change(session, command, now))
    return changed, left


def item_of(series: Series) -> Item:
    """Nothing follows it: what the campaign hears of are its sessions."""
    return Item(
        pk=partition(series.id),
        sk=HEAD,
        version=1,
        data=series.model_dump_json(),
        changed_at=iso(series.made_at),
        gsi1=(INDEX, series.id),
    )


def partition(series_id: str) -> str:
    return f"SERIES#{series_id}"
