"""What there is to tell about a subject, as its present state says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from campaign.announcements.classes import Milestone
from campaign.audience.subscriber import Language
from campaign.publications.toolkit import TakenBack, Toolkit
from campaign.sessions.session import Session, SessionStatus

Facts = Mapping[Language, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One of several things that news tells of: `starts_at` of a session; a toolkit has none. It leads to
    `link`, or without one to the hub's `page` in the reader's language."""

    facts: Facts
    starts_at: datetime | None = None
    link: str | None = None
    page: str = "index.html"


@dataclass(frozen=True, slots=True)
class News:
    """`revision` is the one whose announcements are current; those of any other are stale.

    Subscribers of any of `topics` are told. `facts` fills the texts, and so do the `moments`, each told in
    the reader's own zone. It leads to `link`, or without one to the hub's `page` in the reader's language.

    A toolkit's `revision` is 0 while there is no version to tell of. `recalled_revision` is the one whose
    taking back is told, `recalled_facts` what it said, and why. `told_by`: the key of the announcement by
    which readers know of it, and nobody else hears; None: every subscriber of the topics hears.

    `starts_at` is None while a session has no date. `known_starts` are the starts that somebody may count on
    until they hear this. `replay_revision` speaks for the replay, None while there is none to tell of.
    `useful_until` is what staff said of a notice. `paragraphs` and `actions` are staff's own words,
    `entries` a digest's sessions and toolkits; None of what is no digest.
    """

    subject: str
    revision: int
    topics: tuple[str, ...]
    facts: Facts
    moments: Mapping[str, datetime] = field(default_factory=dict)
    starts_at: datetime | None = None
    known_starts: tuple[datetime, ...] = ()
    series: str | None = None
    recalled_revision: int | None = None
    recalled_facts: Facts = field(default_factory=dict)
    told_by: str | None = None
    replay_revision: int | None = None
    replay_link: str | None = None
    useful_until: datetime | None = None
    link: str | None = None
    page: str | None = "index.html"
    paragraphs: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    actions: Mapping[Language, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] | None = None

    def revision_for(self, milestone: Milestone) -> int | None:
        """The revision whose announcement of this class is current; None: there is none of it to make."""
        if milestone is Milestone.TOOLKIT_RECALLED:
            return self.recalled_revision
        return self.replay_revision if milestone is Milestone.REPLAY_AVAILABLE else self.revision

    def facts_for(self, milestone: Milestone) -> Facts:
        return self.recalled_facts if milestone is Milestone.TOOLKIT_RECALLED else self.facts

    def link_for(self, milestone: Milestone) -> str | None:
        return self.replay_link if milestone is Milestone.REPLAY_AVAILABLE else self.link

    @property
    def says_something(self) -> bool:
        """A digest of a week in which nothing is on has nothing to tell."""
        return self.entries is None or bool(self.entries)


def news_of_session(session: Session) -> News:
    """In every state; what a draft is told of is told to nobody, because nothing is planned for it."""
    postponed = session.status is SessionStatus.POSTPONED
    takes_place = session.status is SessionStatus.SCHEDULED
    return News(
        subject=f"session:{session.id}",
        revision=session.timing_revision,
        topics=topics_of_session(session),
        facts=facts_of_session(session),
        moments={
            "starts": session.starts_at,
            "previous_starts": session.previous_starts_at or session.starts_at,
        },
        starts_at=None if postponed else session.starts_at,
        known_starts=_known_starts(session),
        series=session.series,
        replay_revision=session.replay_revision if takes_place else None,
        replay_link=session.replay_link,
        link=session.link,
    )


def _known_starts(session: Session) -> tuple[datetime, ...]:
    """Of one that will not take place: the start until which somebody may wait for it. Whoever heard that it
    had no date counts on none."""
    if session.status in {SessionStatus.POSTPONED, SessionStatus.CANCELLED}:
        return () if session.was_postponed else (session.starts_at,)
    if session.previous_starts_at is None or session.was_postponed:
        return (session.starts_at,)
    return (session.previous_starts_at, session.starts_at)


def topics_of_session(session: Session) -> tuple[str, ...]:
    """Who follows a series hears of each of its dates."""
    of_series = (f"session:{session.series}",) if session.series else ()
    return ("sessions", f"session:{session.id}", *of_series)


def facts_of_session(session: Session) -> Facts:
    def facts(title: str) -> dict[str, str]:
        return {
            "title": title,
            "advocate": session.advocate,
            "duration": str(session.duration_minutes),
        }

    return {"ar": facts(session.title.ar), "en": facts(session.title.en)}


def news_of_toolkit(toolkit: Toolkit) -> News:
    """As it is shown."""
    return News(
        subject=f"toolkit:{toolkit.id}",
        revision=toolkit.told or 0,
        topics=topics_of_toolkit(toolkit.id),
        facts=facts_of_toolkit(toolkit),
        page=page_of_toolkit(toolkit),
    )


def news_of_recall(recalled: TakenBack, told_by: str | None = None) -> News:
    toolkit, why = recalled.toolkit, recalled.why
    said = facts_of_toolkit(toolkit)
    return News(
        subject=f"toolkit:{toolkit.id}",
        revision=0,
        topics=topics_of_toolkit(toolkit.id),
        facts=said,
        recalled_revision=toolkit.revision,
        recalled_facts={language: {**facts, "why": why[language]} for language, facts in said.items()},
        told_by=told_by,
        page=page_of_toolkit(toolkit),
    )


def nothing_of_toolkit(toolkit_id: str) -> News:
    """While none of its revisions is shown: whatever was to be announced is stale."""
    return News(subject=f"toolkit:{toolkit_id}", revision=0, topics=topics_of_toolkit(toolkit_id), facts={})


def topics_of_toolkit(toolkit_id: str) -> tuple[str, ...]:
    return ("toolkits", f"toolkit:{toolkit_id}")


def facts_of_toolkit(toolkit: Toolkit) -> Facts:
    return {
        language: {
            "title": text.title,
            "summary": text.summary,
            "version": text.version,
            "change_note": text.change_note,
        }
        for language, text in toolkit.content.texts.items()
    }


def page_of_toolkit(toolkit: Toolkit) -> str:
    return f"toolkits/{toolkit.id}/index.html"
