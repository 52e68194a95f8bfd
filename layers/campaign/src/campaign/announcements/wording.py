"""The words of every announcement in one language, as staff edit them (content/announcements/) and as the
layer carries them (wording/<language>.toml), which hold until staff publish theirs.

`$name` stands for a fact of the news, `$starts`, `$previous_starts`, `$preferences` and `$unsubscribe` for
what differs from reader to reader.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Annotated, Protocol, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from campaign.announcements.classes import Milestone
from campaign.audience.subscriber import Language

LANGUAGES: tuple[Language, ...] = ("ar", "en")
LINKS = ("preferences", "unsubscribe")

_OF_SESSION = frozenset({"title", "advocate", "duration", "starts"})
_OF_TOOLKIT = frozenset({"title", "summary", "version", "change_note"})
FACTS: Mapping[Milestone, frozenset[str]] = MappingProxyType(
    {
        Milestone.SESSION_ANNOUNCED: _OF_SESSION,
        Milestone.REMINDER_DAY: _OF_SESSION,
        Milestone.REMINDER_HOUR: _OF_SESSION,
        Milestone.LIVE_NOW: _OF_SESSION,
        Milestone.SESSION_MOVED: _OF_SESSION | {"previous_starts"},
        Milestone.SESSION_POSTPONED: _OF_SESSION,
        Milestone.SESSION_CANCELLED: _OF_SESSION,
        Milestone.REPLAY_AVAILABLE: _OF_SESSION,
        Milestone.TOOLKIT_UPDATED: _OF_TOOLKIT,
        Milestone.TOOLKIT_RECALLED: _OF_TOOLKIT | {"why"},
        Milestone.DIGEST_WEEKLY: frozenset(),
        Milestone.CAMPAIGN_ANNOUNCEMENT: frozenset({"subject"}),
    }
)
"""What each class can tell."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\r\n]+$")
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """One announcement: its subject, a paragraph a line, and what the link to follow is called."""

    subject: Line
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    action: Line | None = None


class Listing(_Part):
    """How a digest tells of several things: a heading, and a line for each."""

    heading: Line
    line: Line
    action: Line


class Footer(_Part):
    """Under every announcement: why it came, how to change what comes, how to stop, and where help is."""

    reason: Line
    preferences: Line
    stop: Line
    support: Line


class Wording(_Part):
    """All the words of one language."""

    footer: Annotated[Footer, Field(description="reason, preferences, stop and support")]
    sessions: Annotated[Listing, Field(description="heading, line and action, of a digest's sessions")]
    toolkits: Annotated[Listing, Field(description="heading, line and action, of a digest's toolkits")]
    announcements: Annotated[
        dict[Milestone, Words], Field(description="for each class its subject, lines and perhaps action")
    ]

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], str, frozenset[str]]]:
        """Every text: where it stands, its words, and the placeholders that it may hold."""
        for name, line in self.footer:
            yield ("footer", name), line, frozenset({"reply_address", *LINKS})
        for name, listing, facts in (
            ("sessions", self.sessions, _OF_SESSION),
            ("toolkits", self.toolkits, _OF_TOOLKIT),
        ):
            yield (name, "heading"), listing.heading, frozenset()
            yield (name, "line"), listing.line, facts
            yield (name, "action"), listing.action, frozenset()
        for milestone, words in self.announcements.items():
            path = ("announcements", str(milestone))
            yield (*path, "subject"), words.subject, FACTS[milestone]
            for number, line in enumerate(words.lines):
                yield (*path, "lines", number), line, FACTS[milestone]
            if words.action:
                yield (*path, "action"), words.action, frozenset()


class AllWording(_Part):
    """Both languages, which say the same."""

    ar: Wording
    en: Wording

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if any(set(wording.announcements) != set(Milestone) for wording in (self.ar, self.en)):
            raise ValueError("an announcement has no words")
        return self

    def __getitem__(self, language: Language) -> Wording:
        return self.ar if language == "ar" else self.en

    @property
    def content_hash(self) -> str:
        return sha256(self.model_dump_json().encode()).hexdigest()


class PublishedWording(_Part):
    """One published revision; `revision` rises by one from 1, `published_at` is UTC."""

    revision: Annotated[int, Field(ge=1)]
    wording: AllWording
    published_at: AwareDatetime

    @property
    def content_hash(self) -> str:
        return self.wording.content_hash


class PublishedWordings(Protocol):
    """Where published wording is kept. Implemented by `campaign.aws.wordings.WordingTable`."""

    def live(self) -> PublishedWording | None:
        """The live revision, if any was ever published."""

    def add(self, wording: PublishedWording, correlation_id: str) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is live."""


def placeholders(line: str) -> frozenset[str]:
    """The names in a line. Raises ValueError for a `$` that names nothing."""
    template = Template(line)
    if not template.is_valid():
        raise ValueError("a $ that names nothing")
    return frozenset(template.get_identifiers())


@cache
def built_in() -> AllWording:
    """What holds until staff publish their own; read once."""
    folder = Path(__file__).with_name("wording")
    return AllWording.model_validate(
        {language: tomllib.loads((folder / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES}
    )
