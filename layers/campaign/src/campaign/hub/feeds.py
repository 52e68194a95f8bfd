"""What a feed says, whatever format it is written in: the newest entries, and what is to be forgotten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from campaign.hub.plan import SESSIONS, VIDEOS
from campaign.hub.tag_names import tag_name
from campaign.hub.taken_off import KEEP_TAKEN_OFF, TakenOff
from campaign.hub.texts import TEXTS
from campaign.publications.kind import Kind, Language

MAX_ENTRIES = 50
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed; a feed must say so (RFC 4287, 4.1.1)."""


class Topic(StrEnum):
    """The value is in the feed's address."""

    NEWS = "news"
    VIDEOS = "videos"
    SESSIONS = "sessions"
    TOOLKITS = "toolkits"
    GUIDE = "guide"

    @property
    def kinds(self) -> frozenset[str]:
        """What it tells of, by the kinds in events' subjects. News are all but the videos, of which there are
        so many that nothing else would be among the newest."""
        return _KINDS[self]


NEWS_KINDS = frozenset({Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL, Kind.INSIGHT, Kind.LAUNCH})
"""Not people and organisations: what a reader has kept of them would outlive a consent or a verification."""
_KINDS: Mapping[Topic, frozenset[str]] = {
    Topic.NEWS: NEWS_KINDS | {SESSIONS},
    Topic.VIDEOS: frozenset({VIDEOS}),
    Topic.SESSIONS: frozenset({SESSIONS}),
    Topic.TOOLKITS: frozenset({Kind.TOOLKIT}),
    Topic.GUIDE: frozenset({Kind.GUIDE}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed. `title` is one line and `text` lines of plain text, neither of them HTML; `link`
    is absolute. `updated`: of the revision that is shown; `published`: when it could first be seen."""

    subject: str
    title: str
    text: str
    link: str
    updated: datetime
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """`page` is where people read the same, below the language's folder."""

    topic: Topic
    language: Language
    title: str
    subtitle: str
    author: str
    hub_url: str
    page: str
    entries: tuple[Entry, ...]
    deleted: tuple[TakenOff, ...]

    @property
    def id(self) -> str:
        return tag_name(f"feed:{self.topic}", self.language)

    @property
    def updated(self) -> datetime:
        """Of what it holds, never of the build: the same state gives the same bytes."""
        times = [*(each.updated for each in self.entries), *(each.at for each in self.deleted)]
        return max(times, default=_BEGAN)

    @property
    def page_url(self) -> str:
        return f"{self.hub_url}/{self.language}/{self.page}"

    def url(self, ending: str, language: Language | None = None) -> str:
        """Of the same topic's feed in that language; its own when none is given."""
        return f"{self.hub_url}/{feed_path(self.topic, language or self.language, ending)}"

    def name_of(self, thing: Entry | TakenOff) -> str:
        return tag_name(thing.subject, self.language)


def feed_path(topic: Topic, language: Language, ending: str) -> str:
    return f"{language}/feeds/{topic}.{ending}"


def feed_title(topic: Topic, language: Language) -> str:
    """As the page is called on which people read the same."""
    texts = TEXTS[language]
    titles: dict[Topic, str] = {
        Topic.NEWS: texts["feeds"]["news"],
        Topic.VIDEOS: texts["videos"]["title"],
        Topic.SESSIONS: texts["sessions"]["title"],
        Topic.TOOLKITS: texts["publications"]["toolkit"]["title"],
        Topic.GUIDE: texts["publications"]["guide"]["title"],
    }
    return titles[topic]


def newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those that come first among equals stay first."""
    return tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True)[:MAX_ENTRIES])


def still_told(taken_off: Iterable[TakenOff], shown: Iterable[Entry], now: datetime) -> tuple[TakenOff, ...]:
    """The newest first, as many as entries; none of what came back."""
    back = {entry.subject for entry in shown}
    told = [each for each in taken_off if each.at > now - KEEP_TAKEN_OFF and each.subject not in back]
    return tuple(sorted(told, key=lambda each: (each.at, each.subject), reverse=True)[:MAX_ENTRIES])


def stamp(moment: datetime) -> str:
    """RFC 3339, in UTC and whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
