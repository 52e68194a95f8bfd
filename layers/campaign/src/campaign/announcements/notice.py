"""A notice, of the class `campaign.announcement`: free words of the staff to those who follow a topic."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    StringConstraints,
    model_validator,
)

from campaign.announcements.news import News
from campaign.audience.subscriber import Language
from campaign.kernel.errors import ConflictError, PermanentError
from campaign.kernel.wall_time import Fold, to_utc
from campaign.publications.bidi import is_balanced

# Forty characters leave room for the rest of a schedule's name, which AWS limits to 64.
NoticeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
NoticeTopic = Annotated[
    str,
    StringConstraints(
        pattern=r"^(everybody|sessions|toolkits|(session|toolkit):[a-z0-9]+(-[a-z0-9]+)*)$", max_length=100
    ),
]
_PLACE = re.compile(r"\$\{|\$[A-Za-z_]|\{\{|\}\}")


def _as_it_is_read(line: str) -> str:
    if not is_balanced(line):
        raise ValueError("a bidirectional control character is not closed on its line; close or remove it")
    if _PLACE.search(line):
        raise ValueError("a notice has no placeholders; write out what readers are to see")
    return line


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\r\n]+$"),
    AfterValidator(_as_it_is_read),
]
Link = Annotated[str, StringConstraints(pattern=r"^https://[!-~]+$", max_length=500)]


class NoticeStatus(StrEnum):
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"


class NoticeText(BaseModel):
    """In one language: subject, a paragraph a line, and what the link to follow is called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Annotated[Line, Field(max_length=200)]
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    action: Line | None = None


class NoticeTexts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: NoticeText
    en: NoticeText

    @model_validator(mode="after")
    def _both_lead_there(self) -> Self:
        if (self.ar.action is None) is not (self.en.action is None):
            raise ValueError("one language has an action, the other none; give it in both or in neither")
        return self


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: NoticeId
    texts: NoticeTexts
    link: Link | None = None
    topics: Annotated[tuple[NoticeTopic, ...], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _action_leads_somewhere(self) -> Self:
        if self.texts.en.action and self.link is None:
            raise ValueError('an action without a link; add "link", or leave the action out')
        return self


class SendNotice(_Said):
    """`at` and `useful_until` are times on the clocks of `zone`; without `at` it goes at once."""

    at: NaiveDatetime | None = None
    useful_until: NaiveDatetime | None = None
    zone: str | None = None
    fold: Fold | None = None


class RescheduleNotice(BaseModel):
    """As in SendNotice. `useful_until` goes with the time: left out, the class decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expected_revision: Annotated[int, Field(ge=1)]
    at: NaiveDatetime
    useful_until: NaiveDatetime | None = None
    zone: str
    fold: Fold | None = None


class Notice(_Said):
    """One revision. It goes at `due_at` and is of use until `useful_until`, both UTC; None: as its class."""

    due_at: AwareDatetime
    useful_until: AwareDatetime | None = None
    zone: str | None = None
    status: NoticeStatus = NoticeStatus.PLANNED
    revision: Annotated[int, Field(ge=1)] = 1
    updated_at: AwareDatetime


def write(command: SendNotice, now: datetime) -> Notice:
    """Revision 1. Raises PermanentError for a time that has passed or that no clock shows."""
    if command.zone is None and (command.at or command.useful_until):
        raise PermanentError("zone", "a time without a zone", "write an IANA name such as Asia/Dubai")
    due_at, until = now, None
    if command.zone is not None and command.at is not None:
        due_at = _to_come(to_utc(command.at, command.zone, command.fold), now)
    if command.zone is not None and command.useful_until is not None:
        until = _after(due_at, to_utc(command.useful_until, command.zone, command.fold))
    return Notice(
        id=command.id,
        texts=command.texts,
        link=command.link,
        topics=command.topics,
        due_at=due_at,
        useful_until=until,
        zone=command.zone,
        updated_at=now,
    )


def reschedule(notice: Notice, command: RescheduleNotice, now: datetime, *, held: bool) -> Notice:
    """The next revision, which goes at another time. `held`: a hold is on."""
    _still_here(notice, command.expected_revision, now, held)
    due_at = _to_come(to_utc(command.at, command.zone, command.fold), now)
    until = command.useful_until and _after(due_at, to_utc(command.useful_until, command.zone, command.fold))
    changes = {"due_at": due_at, "useful_until": until, "zone": command.zone}
    return _next(notice, changes, now)


def withdraw(notice: Notice, expected_revision: int, now: datetime, *, held: bool) -> Notice:
    """The last revision: nobody is told. `held`: a hold is on."""
    _still_here(notice, expected_revision, now, held)
    return _next(notice, {"status": NoticeStatus.WITHDRAWN}, now)


def _still_here(notice: Notice, expected_revision: int, now: datetime, held: bool) -> None:
    thing = f"notice {notice.id}"
    if notice.revision != expected_revision:
        rule = f"it is at revision {notice.revision}, not {expected_revision}"
        raise ConflictError(thing, rule, "read it again and repeat the change")
    if notice.status is NoticeStatus.WITHDRAWN:
        raise ConflictError(thing, "it was withdrawn", "write a new one under another id")
    if notice.due_at <= now and not held:
        raise ConflictError(thing, "it has gone out", "write another one that puts it right")


def _next(notice: Notice, changes: Mapping[str, object], now: datetime) -> Notice:
    return notice.model_copy(update={**changes, "revision": notice.revision + 1, "updated_at": now})


def _to_come(at: datetime, now: datetime) -> datetime:
    if at <= now:
        raise PermanentError(
            "at", "lies in the past", "choose a time to come, or leave it out to send at once"
        )
    return at


def _after(due_at: datetime, until: datetime) -> datetime:
    if until <= due_at:
        raise PermanentError(
            "useful_until", "lies before it goes out", "choose a later time, or leave it out"
        )
    return until


def news_of_notice(notice: Notice) -> News:
    texts: tuple[tuple[Language, NoticeText], ...] = (("ar", notice.texts.ar), ("en", notice.texts.en))
    return News(
        subject=f"notice:{notice.id}",
        revision=notice.revision,
        topics=notice.topics,
        facts={language: {"subject": text.subject} for language, text in texts},
        useful_until=notice.useful_until,
        link=notice.link,
        page=None,
        paragraphs={language: text.lines for language, text in texts},
        actions={language: text.action for language, text in texts if text.action},
    )
