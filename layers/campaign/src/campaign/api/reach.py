"""What a change of sessions would tell, to whom and when: asked before it is made."""

from datetime import datetime
from itertools import starmap
from typing import Any, Literal, NamedTuple, Self

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, model_validator

from campaign.announcements.foreseeing import MOST, Change, Surveyed, counted, outlook
from campaign.announcements.hold import Holds
from campaign.api.access import require_group
from campaign.api.outgoing_words import check_session, with_warnings
from campaign.api.session_documents import body_of, document_of
from campaign.audience.storage import PARTS
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError
from campaign.publications.publication import Finding
from campaign.sessions.commands import ChangeSession, ScheduleSession, change, schedule
from campaign.sessions.series import Programme, ScheduleSeries, SeriesId, all_with_status, made_of, to_write
from campaign.sessions.session import Session, SessionId, SessionStatus

COUNT_FOR = 8.0
"""Seconds: what is not counted by then is said to be left out; the function itself has 20."""


class ReachQuestion(BaseModel):
    """One of: `schedule`, as for `POST /sessions` · `session` and its `change`, as for `PATCH` ·
    `schedule_series`, as for `POST /series` · `series` and the `status` that all its dates to come would
    get."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schedule: ScheduleSession | None = None
    session: SessionId | None = None
    change: ChangeSession | None = None
    schedule_series: ScheduleSeries | None = None
    series: SeriesId | None = None
    status: Literal[SessionStatus.SCHEDULED, SessionStatus.CANCELLED] | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        given = {name for name in self.model_fields_set if getattr(self, name) is not None}
        if given not in ({"schedule"}, {"session", "change"}, {"schedule_series"}, {"series", "status"}):
            raise ValueError(
                "ask about one thing: schedule, session with change, schedule_series, or series with status"
            )
        return self


class _Answer(NamedTuple):
    changes: list[Change]
    left: list[Session]
    warnings: tuple[Finding, ...]


def reach_routes(programme: Programme, audience: Surveyed, holds: Holds, clock: Clock) -> Router:
    """`POST /reach`; for the group `publisher`. It refuses what the command itself would refuse, and writes
    nothing."""
    router = Router()

    @router.post("/reach")
    def foresee() -> dict[str, Any]:
        """The `sessions` as they would be and, of a series, the ids of those that would be `left` as they
        are · the `announcements` that it calls for, with the readers of the `parts_counted` of `parts` ·
        how many `further` ones are not counted · those planned ones that are `given_up` or `kept` · the
        `hold`."""
        require_group(router.current_event.raw_event, "publisher")
        question = ReachQuestion.model_validate_json(body_of(router))
        now = clock()
        answer = _answer(question, now)
        expected = outlook(answer.changes, now)
        count = counted(expected, audience, PARTS, clock, COUNT_FOR)
        document = {
            "sessions": [document_of(after, now) for _, after in answer.changes],
            "left": [session.id for session in answer.left],
            "announcements": [each.model_dump(mode="json") for each in count.expected],
            "further": max(0, len(expected.new) - MOST),
            "given_up": [each.model_dump(mode="json") for each in expected.given_up],
            "kept": [each.model_dump(mode="json") for each in expected.kept],
            "hold": holds.current().model_dump(mode="json", include={"on", "why", "since"}),
            "parts_counted": count.parts,
            "parts": PARTS,
        }
        return with_warnings(document, answer.warnings)

    def _answer(question: ReachQuestion, now: datetime) -> _Answer:
        if question.schedule:
            made = schedule(question.schedule, now)
            return _Answer([Change(None, made)], [], check_session(question.schedule))
        if question.change:
            present = programme.get(str(question.session))
            changed = change(present, question.change, now)
            return _Answer([Change(present, changed)], [], check_session(question.change))
        if form := question.schedule_series:
            series = programme.series(form.id) or made_of(form, now)
            missing = to_write(series, form, programme.sessions_of(series))
            return _Answer([Change(None, each) for each in missing], [], check_session(form))
        series_id, status = str(question.series), SessionStatus(str(question.status))
        known = programme.series(series_id)
        if known is None:
            raise NotFoundError(f"series {series_id}", "there is none of this id", "check the id")
        present_dates = programme.sessions_of(known)
        changed_dates, left = all_with_status(present_dates, status, now)
        before = {session.id: session for session in present_dates}
        pairs = ((before[session.id], session) for session in changed_dates)
        return _Answer(list(starmap(Change, pairs)), left, ())

    return router
