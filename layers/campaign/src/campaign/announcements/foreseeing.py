"""Who would be told what, and when, if sessions became what staff are about to make of them.

Nothing is guessed: the plan and the decision about each reader are those by which it is told afterwards.
What cannot be known beforehand is left out: what readers will have been told by then (the cap), who comes and
goes until then, and whether a provider fails.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.announcements.classes import CLASSES, Digest, Milestone
from campaign.announcements.deciding import Hold, Reader, Send, decide
from campaign.announcements.expansion import useful_until
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import News, news_of_session
from campaign.announcements.planning import NOTHING, Plan, plan
from campaign.audience.storage import rows_of
from campaign.audience.subscriber import Cadence, Channel, Language, Subscriber
from campaign.kernel.clock import Clock
from campaign.sessions.session import Session

MOST = 40
"""So many announcements are counted, those that come first: a series of a hundred dates calls for three
hundred, and each is decided anew for every reader."""
_NO_CAP = 1_000_000
_FORESEEN = "foreseen"


class How(StrEnum):
    """`on_time`: when the announcement is due · `later`: in the morning, when the reader's quiet hours end ·
    `in_digest`: in the week's digest instead · `not_told`: it would come too late for them, or is not for
    digest readers."""

    ON_TIME = "on_time"
    LATER = "later"
    IN_DIGEST = "in_digest"
    NOT_TOLD = "not_told"


class Readers(BaseModel):
    """So many readers of one language, reached by one channel first, who are told in one way."""

    model_config = ConfigDict(frozen=True)

    language: Language
    channel: Channel
    how: How
    readers: int


class Expected(BaseModel):
    """An announcement that would be made. `at_once`: not by a schedule · `useful_until`: None while nothing
    newer replaces it · `frozen`: a hold stops it · `capped`: readers who were told a lot that day do not get
    it."""

    model_config = ConfigDict(frozen=True)

    session: str
    milestone: Milestone
    due_at: AwareDatetime
    at_once: bool
    useful_until: AwareDatetime | None
    frozen: bool
    capped: bool
    readers: tuple[Readers, ...] = ()


class Planned(BaseModel):
    """An announcement that has its time already."""

    model_config = ConfigDict(frozen=True)

    session: str
    milestone: Milestone
    due_at: AwareDatetime


class Surveyed(Protocol):
    """Where subscribers are kept, to be counted."""

    def subscribers(self, topics: Iterable[str], part: int) -> Iterable[Subscriber]:
        """One of the `campaign.audience.storage.PARTS` of those of any of the topics, each once."""


class Change(NamedTuple):
    """What a session would become; `before` is None of one that is not there yet."""

    before: Session | None
    after: Session


@dataclass(frozen=True, slots=True)
class _New:
    due: AnnouncementDue
    news: News
    at_once: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What changes call for: `new` announcements in the order of their time, those that are `given_up`, and
    those that are `kept` as they were planned."""

    new: tuple[_New, ...]
    given_up: tuple[Planned, ...]
    kept: tuple[Planned, ...]

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topic for each in self.new[:MOST] for topic in each.news.topics))


def outlook(changes: Iterable[Change], now: datetime) -> Outlook:
    new: list[_New] = []
    given_up: list[AnnouncementDue] = []
    kept: list[AnnouncementDue] = []
    for before, after in changes:
        was = plan(before, now, _FORESEEN) if before else NOTHING
        becomes = plan(after, now, _FORESEEN)
        known = {due.key for due in was.at_once | was.scheduled}
        wanted = {due.key for due in becomes.at_once | becomes.scheduled}
        news = news_of_session(after)
        new += [_New(due, news, due in becomes.at_once) for due in _dues(becomes) if due.key not in known]
        given_up += [due for due in was.scheduled if due.key not in wanted]
        kept += [due for due in becomes.scheduled if due.key in known]
    return Outlook(
        tuple(sorted(new, key=lambda each: (not each.at_once, each.due.due_at, each.due.key))),
        _listed(given_up),
        _listed(kept),
    )


def _dues(plan: Plan) -> Iterable[AnnouncementDue]:
    return plan.at_once | plan.scheduled


def _listed(dues: Iterable[AnnouncementDue]) -> tuple[Planned, ...]:
    return tuple(
        Planned(session=_session_of(due), milestone=due.milestone, due_at=due.due_at)
        for due in sorted(dues, key=lambda due: (due.due_at, due.key))
    )


class Count(NamedTuple):
    """`parts`: of how many of the audience's parts `expected` speaks; readers are spread over them evenly."""

    expected: tuple[Expected, ...]
    parts: int


def counted(outlook: Outlook, audience: Surveyed, parts: int, clock: Clock, seconds: float) -> Count:
    """The first MOST of what is new, with who would be told; no other part is begun after so many
    `seconds`."""
    new = outlook.new[:MOST]
    now = began = clock()
    found: list[Counter[tuple[Language, Channel, How]]] = [Counter() for _ in new]
    done = 0
    while new and done < parts and (clock() - began).total_seconds() < seconds:
        for subscriber in audience.subscribers(outlook.topics, done):
            _count(subscriber, new, found, now)
        done += 1
    return Count(
        tuple(_expected(each, count, now) for each, count in zip(new, found, strict=True)),
        done if new else parts,
    )


def _count(
    subscriber: Subscriber,
    new: Sequence[_New],
    found: Sequence[Counter[tuple[Language, Channel, How]]],
    now: datetime,
) -> None:
    follows = frozenset(rows_of(subscriber))
    channel = subscriber.contacts[0].channel
    for each, count in zip(new, found, strict=True):
        if not follows.isdisjoint(each.news.topics):
            count[subscriber.language, channel, how(each.due, each.news, subscriber, now)] += 1


def how(due: AnnouncementDue, news: News, subscriber: Subscriber, now: datetime) -> How:
    """By the decision that is made about this reader when it is due."""
    decision = decide(due, news, Reader(subscriber), max(due.due_at, now), _NO_CAP)
    if isinstance(decision, Send):
        return How.ON_TIME
    if isinstance(decision, Hold):
        return How.LATER
    digest = CLASSES[due.milestone].digest is Digest.IN_DIGEST and subscriber.cadence is Cadence.DIGEST
    return How.IN_DIGEST if digest else How.NOT_TOLD


def _expected(new: _New, count: Counter[tuple[Language, Channel, How]], now: datetime) -> Expected:
    policy = CLASSES[new.due.milestone]
    return Expected(
        session=_session_of(new.due),
        milestone=new.due.milestone,
        due_at=now if new.at_once else new.due.due_at,
        at_once=new.at_once,
        useful_until=useful_until(new.due, new.news),
        frozen=policy.frozen,
        capped=policy.capped,
        readers=tuple(
            Readers(language=language, channel=channel, how=way, readers=number)
            for (language, channel, way), number in sorted(count.items())
        ),
    )


def _session_of(due: AnnouncementDue) -> str:
    return due.subject.partition(":")[2]
