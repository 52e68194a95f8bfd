"""What staff may do with a session, as pure decisions: command and present in, next revision out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.sessions.session import Line, LiveLink, Minutes, Session, SessionId, SessionStatus, Title
from campaign.sessions.wall_time import Fold, to_utc


class ScheduleSession(BaseModel):
    """A new session. `starts` is the time on the clocks of `zone`; `fold` as in `wall_time.to_utc`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SessionId
    title: Title
    advocate: Line
    starts: NaiveDatetime
    zone: str
    fold: Fold | None = None
    duration_minutes: Minutes
    link: LiveLink


class ChangeSession(BaseModel):
    """What is left out stays as it is. `starts` without `zone` is read in the session's zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expected_revision: Annotated[int, Field(ge=1)]
    title: Title | None = None
    advocate: Line | None = None
    starts: NaiveDatetime | None = None
    zone: str | None = None
    fold: Fold | None = None
    duration_minutes: Minutes | None = None
    link: LiveLink | None = None
    status: Literal[SessionStatus.CANCELLED] | None = None


def schedule(command: ScheduleSession, now: datetime) -> Session:
    """Revision 1. Raises PermanentError for a start that lies in the past or that no clock shows."""
    return Session(
        id=command.id,
        title=command.title,
        advocate=command.advocate,
        starts_at=_future(to_utc(command.starts, command.zone, command.fold), now),
        zone=command.zone,
        duration_minutes=command.duration_minutes,
        link=command.link,
        updated_at=now,
        timed_at=now,
    )


def change(session: Session, command: ChangeSession, now: datetime) -> Session:
    """The next revision.

    Raises ConflictError when the session is not at the expected revision or is cancelled, PermanentError when
    the command changes nothing or names an impossible start.
    """
    if session.revision != command.expected_revision:
        raise ConflictError(
            f"session {session.id}",
            f"it is at revision {session.revision}, not {command.expected_revision}",
            "read it again and repeat the change",
        )
    if session.status is SessionStatus.CANCELLED:
        raise ConflictError(
            f"session {session.id}", "it is cancelled", "schedule a new session under another id"
        )
    content = ("title", "advocate", "duration_minutes", "link", "status")
    updates = {name: value for name in content if (value := getattr(command, name)) is not None}
    changed = _moved(session, command, now).model_copy(update=updates)
    if changed == session:
        raise PermanentError(
            f"session {session.id}", "the change changes nothing", "name what is to be different"
        )
    revision = {"revision": session.revision + 1, "updated_at": now}
    if changed.starts_at != session.starts_at or changed.status != session.status:
        revision |= {
            "timing_revision": session.revision + 1,
            "timed_at": now,
            "was_postponed": session.status is SessionStatus.POSTPONED,
        }
    return changed.model_copy(update=revision)


def _moved(session: Session, command: ChangeSession, now: datetime) -> Session:
    if command.starts is None:
        if command.zone is not None:
            raise PermanentError(
                f"session {session.id}", "a zone without a time", 'add "starts", in that zone'
            )
        return session
    zone = command.zone or session.zone
    starts_at = to_utc(command.starts, zone, command.fold)
    if starts_at == session.starts_at:
        return session.model_copy(update={"zone": zone})
    return session.model_copy(
        update={"starts_at": _future(starts_at, now), "zone": zone, "previous_starts_at": session.starts_at}
    )


def _future(starts_at: datetime, now: datetime) -> datetime:
    if starts_at <= now:
        raise PermanentError("starts", "lies in the past", "choose a time to come")
    return starts_at
