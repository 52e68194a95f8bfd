"""A publication: its immutable revisions, and how the publication itself stands."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.publications.content import Content
from campaign.publications.fields import Both, Line, Paragraph, Slug, Version
from campaign.publications.kind import Kind, Language


class Change(StrEnum):
    """What a write means to the campaign; the types of its events on the bus."""

    PROPOSED = "publication.proposed"
    CHANGED = "publication.changed"
    RECALLED = "publication.recalled"


class Severity(StrEnum):
    """An error stops a revision until a publisher overrides it; a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


class Finding(BaseModel):
    """What a rule of safe messaging found: which rule, where, why it matters, and what to write instead.
    `also` are further lines of the same file."""

    model_config = ConfigDict(frozen=True)

    rule: Line
    severity: Severity
    file: str
    line: int = 1
    also: tuple[int, ...] = ()
    why: str = ""
    remedy: str


class Revision(BaseModel):
    """An immutable snapshot. `revision` rises by one from 1; `proposed_at` is UTC; `retimed_by` is whoever
    made it of another one by giving that other times."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    id: Slug
    revision: Annotated[int, Field(ge=1)]
    content: Content
    content_hash: str
    author: str
    proposed_at: AwareDatetime
    findings: tuple[Finding, ...] = ()
    retimed_by: str | None = None

    @property
    def errors(self) -> frozenset[str]:
        """The rules that stop it."""
        return frozenset(found.rule for found in self.findings if found.severity is Severity.ERROR)


class Approval(BaseModel):
    """`by` is an opaque staff id here and below."""

    model_config = ConfigDict(frozen=True)

    revision: int
    language: Language
    by: str
    at: AwareDatetime


class Override(BaseModel):
    model_config = ConfigDict(frozen=True)

    revision: int
    rule: Line
    by: str
    why: Paragraph
    at: AwareDatetime


class Recall(BaseModel):
    """`why` is read by the public."""

    model_config = ConfigDict(frozen=True)

    revision: int
    by: str
    why: Both
    at: AwareDatetime


class Verification(BaseModel):
    """A person has made sure, on that day, of what this revision says of an organisation."""

    model_config = ConfigDict(frozen=True)

    revision: int
    on: date
    by: str
    at: AwareDatetime


class Edition(BaseModel):
    """A toolkit's revision that went live, as its readers know it; `at` is when they could first see it."""

    model_config = ConfigDict(frozen=True)

    revision: int
    version: Version
    change_note: Both
    at: AwareDatetime


class Before(BaseModel):
    """The revision that the public goes on seeing, `since` then, while the live one waits for its time."""

    model_config = ConfigDict(frozen=True)

    revision: int
    since: AwareDatetime
    content: Content


class Publication(BaseModel):
    """How a publication stands; all times are UTC.

    `version` counts its writes, `latest` its revisions: neither ever falls. `live` is the revision that is
    shown when its time has come (`live_content`, since `live_since`): the newest that was approved in every
    required language, or the one that a publisher went back to; until its time the one `before` it is.
    `went_live` are all that ever were. `latest_hash` is that of the newest revision's content.
    `published_version` is the highest version of a toolkit that ever went live, and `told` the newest
    revision whose going live is news to its followers, since `told_at`. `editions` are a toolkit's latest
    versions, the newest last. `public_since` is when the public could first see any of it.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    id: Slug
    version: Annotated[int, Field(ge=1)]
    latest: Annotated[int, Field(ge=1)]
    latest_hash: str | None = None
    changed_at: AwareDatetime
    change: Change
    live: int | None = None
    live_since: AwareDatetime | None = None
    live_content: Content | None = None
    before: Before | None = None
    went_live: tuple[int, ...] = ()
    public_since: AwareDatetime | None = None
    published_version: Version | None = None
    told: int | None = None
    told_at: AwareDatetime | None = None
    approvals: tuple[Approval, ...] = ()
    overrides: tuple[Override, ...] = ()
    recalls: tuple[Recall, ...] = ()
    verifications: tuple[Verification, ...] = ()
    editions: tuple[Edition, ...] = ()
    withdrawn: bool = False

    @property
    def subject(self) -> str:
        return f"{self.kind}:{self.id}"

    def is_recalled(self, revision: int | None) -> bool:
        return self.recall_of(revision) is not None

    def recall_of(self, revision: int | None) -> Recall | None:
        return next((recall for recall in self.recalls if recall.revision == revision), None)

    @property
    def last_recall(self) -> Recall | None:
        """Why its live revision was taken back; None while that stands."""
        return self.recall_of(self.live)

    def was_seen(self, recall: Recall) -> bool:
        """Whether the public could see that revision before it was taken back: not while its time was to
        come. Only a toolkit's editions tell of each; of those that are too old to be listed, and of other
        kinds, that something was public is all that is known."""
        edition = next((each for each in self.editions if each.revision == recall.revision), None)
        since = edition.at if edition else self.public_since
        return since is not None and since <= recall.at

    def approved_in(self, revision: int) -> frozenset[Language]:
        """The languages in which a reviewer approved this very revision."""
        return frozenset(each.language for each in self.approvals if each.revision == revision)

    def overridden(self, revision: int) -> frozenset[str]:
        """The rules that a publisher set aside for this very revision."""
        return frozenset(each.rule for each in self.overrides if each.revision == revision)
