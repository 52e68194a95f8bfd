"""What staff may do with a session, as pure decisions: command and present in, next revision out."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, model_validator

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.kernel.wall_time import Fold, to_utc
from campaign.sessions.session import (
    Description,
    Handle,
    Line,
    LiveLink,
    Minutes,
    ReplayLink,
    Session,
    SessionId,
    SessionStatus,
    Source,
    Title,
    account_in,
)

_CONTENT = (
    "title",
    "advocate",
    "duration_minutes",
    "link",
    "description",
    "host",
    "capacity_note",
    "content_warning",
    "sign_language",
    "captions",
    "source",
)
_MAY_BE_EMPTY = {"description", "host", "capacity_note", "content_warning", "source", "replay_link"}


class SessionForm(BaseModel):
    """What staff say of a new session. `starts` is the time on the clocks of `zone`; `fold` as in
    `wall_time.to_utc`.

    Of a draft nobody but staff knows. `host` is the link's account if it is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Title
    advocate: Line
    starts: NaiveDatetime
    zone: str
    fold: Fold | None = None
    duration_minutes: Minutes
    link: LiveLink
    status: Literal[SessionStatus.DRAFT, SessionStatus.SCHEDULED] = SessionStatus.SCHEDULED
    description: Description | None = None
    host: Handle | None = None
    capacity_note: Title | None = None
    content_warning: Title | None = None
    sign_language: bool = False
    captions: bool = False
    source: Source | None = None

    def first_revision(self, session_id: str, starts_at: datetime, now: datetime) -> Session:
        content: dict[str, Any] = {name: getattr(self, name) for name in _CONTENT}
        return Session(
            id=session_id,
            starts_at=starts_at,
            zone=self.zone,
            status=self.status,
            updated_at=now,
            timed_at=now,
            **content | {"host": self.host or account_in(self.link)},
        )


class ScheduleSession(SessionForm):
    """A new session under its id, which stays."""

    id: SessionId


class ChangeSession(BaseModel):
    """What is left out stays as it is; null empties what may be empty. `starts` without `zone` is read in the
    session's zone. `scheduled` publishes a draft; with `starts` it gives a postponed session its new date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expected_revision: Annotated[int, Field(ge=1)]
    title: Title | None = None
    advocate: Line | None = None
    starts: NaiveDatetime | None = None
    zone: str | None = None
    fold: Fold | None = None
    duration_minutes: Minutes | None = None
    link: LiveLink | None = None
    status: Literal[SessionStatus.SCHEDULED, SessionStatus.POSTPONED, SessionStatus.CANCELLED] | None = None
    description: Description | None = None
    host: Handle | None = None
    capacity_note: Title | None = None
    content_warning: Title | None = None
    sign_language: bool | None = None
    captions: bool | None = None
    source: Source | None = None
    replay_link: ReplayLink | None = None

    @model_validator(mode="after")
    def _either_a_date_or_none(self) -> Self:
        if self.starts and self.status in {SessionStatus.POSTPONED, SessionStatus.CANCELLED}:
            raise ValueError(f"a session that is {self.status} has no start; leave one of the two out")
        return self

    def given(self, name: str) -> bool:
        """Whether it is to be set: null counts for what may be empty, and says nothing of the rest."""
        return getattr(self, name) is not None or (name in _MAY_BE_EMPTY and name in self.model_fields_set)


def schedule(command: ScheduleSession, now: datetime) -> Session:
    """Revision 1. Raises PermanentError for a start that lies in the past or that no clock shows."""
    starts_at = future(to_utc(command.starts, command.zone, command.fold), now)
    return command.first_revision(command.id, starts_at, now)


def change(session: Session, command: ChangeSession, now: datetime) -> Session:
    """The next revision.

    Raises ConflictError when the session is not at the expected revision or cannot become what is asked,
    PermanentError when the command changes nothing or names an impossible start.
    """
    if session.revision != command.expected_revision:
        raise ConflictError(
            f"session {session.id}",
            f"it is at revision {session.revision}, not {command.expected_revision}",
            "read it again and repeat the change",
        )
    if session.status is SessionStatus.CANCELLED:
        raise _conflict(session, "it is cancelled", "schedule a new session under another id")
    timed = _with_status(session, _moved(session, command, now), command, now)
    changed = _with_replay(_with_content(timed, command), command, now)
    if changed == session:
        raise PermanentError(
            f"session {session.id}", "the change changes nothing", "name what is to be different"
        )
    revision = {"revision": session.revision + 1, "updated_at": now}
    if changed.starts_at != session.starts_at or changed.status != session.status:
        if session.replay_revision is not None:
            raise _conflict(
                session, "it took place and has a replay", "schedule a new session for a new date"
            )
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
    postponed = session.status is SessionStatus.POSTPONED
    if starts_at == session.starts_at and not postponed:
        return session.model_copy(update={"zone": zone})
    update: dict[str, Any] = {"starts_at": future(starts_at, now), "zone": zone}
    if session.is_public:  # of a draft's earlier start nobody was told
        update["previous_starts_at"] = session.starts_at
    if postponed:
        update["status"] = SessionStatus.SCHEDULED
    return session.model_copy(update=update)


def _with_status(before: Session, moved: Session, command: ChangeSession, now: datetime) -> Session:
    if command.status is None:
        return moved
    if not before.is_public:
        if command.status is not SessionStatus.SCHEDULED:
            raise _conflict(before, "it is a draft: nobody was told of it", "change it, or leave it a draft")
        future(moved.starts_at, now)
    elif moved.status is SessionStatus.POSTPONED and command.status is SessionStatus.SCHEDULED:
        raise PermanentError(
            f"session {before.id}", "it is postponed and has no date", 'add "starts", the new one'
        )
    return moved.model_copy(update={"status": command.status})


def _with_content(session: Session, command: ChangeSession) -> Session:
    updates = {name: getattr(command, name) for name in _CONTENT if command.given(name)}
    follows_the_link = session.host == account_in(session.link) and "host" not in updates
    if command.link is not None and follows_the_link:
        updates["host"] = account_in(command.link)
    return session.model_copy(update=updates)


def _with_replay(session: Session, command: ChangeSession, now: datetime) -> Session:
    if not command.given("replay_link"):
        return session
    if session.status is not SessionStatus.SCHEDULED or now < session.starts_at:
        raise _conflict(session, "it has not started: there is no replay", "give the link once it has")
    updates: dict[str, Any] = {"replay_link": command.replay_link}
    if session.replay_revision is None and command.replay_link is not None:
        updates |= {"replay_revision": session.revision + 1, "replay_at": now}
    return session.model_copy(update=updates)


def future(starts_at: datetime, now: datetime) -> datetime:
    """The start itself; raises PermanentError for one that has passed."""
    if starts_at <= now:
        raise PermanentError("starts", "lies in the past", "choose a time to come")
    return starts_at


def _conflict(session: Session, rule: str, remedy: str) -> ConflictError:
    return ConflictError(f"session {session.id}", rule, remedy)
