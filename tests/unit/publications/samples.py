"""Bundles, contents and publications to test with."""

import warnings
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from campaign.aws.publications import PublicationTable
from campaign.aws.table import Table
from campaign.publications.about import ABOUT
from campaign.publications.content import Content, Prose
from campaign.publications.faults import Fault
from campaign.publications.front_matter import read_fields
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.moves import approve, propose
from campaign.publications.person import Person
from campaign.publications.publication import Publication, Revision

TITLES: dict[Language, str] = {"en": "Supporting a friend", "ar": "كيف تساند صديقًا"}
BODY = "Ask, and listen.\n\n[[help]]\n"
REVIEWER = Person("reviewer-1")
BOTH = "{ar: واحد, en: one}"
ABOUTS: dict[Kind, dict[str, str]] = {
    Kind.TOOLKIT: {
        "version": "1.0.0",
        "author": "editors",
        "experts": "[{name: {ar: د. مريم الهاشمي, en: Dr Mariam Al Hashmi}, "
        "role: {ar: طبيبة, en: psychologist}}]",
        "change_note": "{ar: الطبعة الأولى., en: First edition.}",
    },
    Kind.GUIDE: {"author": "editors", "order": "1", "review_by": "2027-05-31"},
    Kind.PAGE: {"author": "editors", "review_by": "2027-05-31"},
    Kind.ADVOCATE: {
        "author": "editors",
        "consent_given_on": "2026-01-01",
        "links": "[https://example.org/layla]",
    },
    Kind.TUTORIAL: {
        "author": "editors",
        "platform": "TikTok",
        "checked_on": "2026-02-01",
        "review_by": "2026-06-30",
        "source": f"{{name: {BOTH}, url: https://example.org/help}}",
        "steps": f"[{{text: {BOTH}}}]",
    },
    Kind.INSIGHT: {
        "author": "editors",
        "figure": "59",
        "unit": '"%"',
        "question": BOTH,
        "population": BOTH,
        "wording": BOTH,
        "source": f"{{name: {BOTH}, url: null}}",
        "review_by": "2026-10-10",
    },
    Kind.ORGANISATION: {
        "author": "editors",
        "country": "AE",
        "name": BOTH,
        "phone": '"800123"',
        "zone": "Asia/Dubai",
        "hours": '[{days: [sun, mon], from: "20:00", to: "02:00"}]',
        "languages": "[ar, en]",
        "channels": "[phone]",
        "for_whom": BOTH,
        "source": "example.org",
        "verified_on": "2026-02-20",
        "verified_by": "editors",
    },
    Kind.ACTIVATION: {
        "author": "editors",
        "form": "banner",
        "title": BOTH,
        "text": BOTH,
        "regions": "[AE]",
        "languages": "[ar, en]",
        "link": "https://example.org/",
        "zone": "Asia/Dubai",
        "opens_at": "2026-03-02T20:00",
        "closes_at": "2026-03-03T20:00",
    },
    Kind.LAUNCH: {
        "author": "editors",
        "title": BOTH,
        "text": BOTH,
        "partner": BOTH,
        "video": "https://example.org/video",
        "zone": "Asia/Dubai",
        "opens_at": "2026-03-02T20:00",
    },
    Kind.ANSWER: {
        "author": "editors",
        "review_by": "2027-05-31",
        "when": BOTH,
        "text": '{ar: "مرحبًا. https://findahelpline.com", en: "Hello. https://findahelpline.com"}',
    },
}


def about(kind: Kind = Kind.TOOLKIT, **fields: str | None) -> str:
    """A valid about.yaml; a field given as None is left out, another text replaces its value."""
    values: dict[str, str | None] = {**ABOUTS[kind], **fields}
    return "".join(f"{name}: {value}\n" for name, value in values.items() if value is not None)


def half(language: Language = "en", *, body: str = BODY, **fields: str | None) -> str:
    """A valid half; fields as with `about`."""
    values: dict[str, str | None] = {"title": TITLES[language], "summary": "How to be there."}
    values |= fields
    head = "\n".join(f"{name}: {value}" for name, value in values.items() if value is not None)
    return f"---\n{head}\n---\n{body}"


def files(kind: Kind = Kind.TOOLKIT, *, body: str = BODY, **fields: str | None) -> dict[str, str | bytes]:
    """Those of a valid bundle; fields are those of its about.yaml."""
    halves = {f"{language}.md": half(language, body=body) for language in LANGUAGES}
    return {"about.yaml": about(kind, **fields), **(halves if kind.has_prose else {})}


def zipped(files: dict[str, str | bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def bundle(kind: Kind = Kind.TOOLKIT, *, body: str = BODY, **fields: str | None) -> bytes:
    """A valid bundle; fields are those of its about.yaml."""
    return zipped(files(kind, body=body, **fields))


def zipped_twice(name: str) -> bytes:
    """A zip that holds two files of the same name."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(name, half())
        archive.writestr(name, half())
    return packed.getvalue()


def content_of(kind: Kind, *, body: str = BODY, **fields: Any) -> Content:
    """A valid content; fields are those of its about.yaml, as text or as values."""
    values = read_fields("about.yaml", about(kind), first_line=1).values
    texts = {
        language: Prose(title=TITLES[language], summary="How to be there.", body=body)
        for language in LANGUAGES
        if kind.has_prose
    }
    return Content(about=ABOUT[kind].model_validate({**values, **fields}), texts=texts)


def proposed(
    content: Content, now: datetime, present: Publication | None = None, publication_id: str = "listening"
) -> tuple[Publication, Revision]:
    """The next revision, which must be one."""
    answer = propose(present, content.kind, publication_id, content, now)
    assert answer is not None
    assert not isinstance(answer, Fault)
    return answer


def approved(publication: Publication, revision: Revision, now: datetime) -> Publication:
    """In every language that it requires."""
    for language in revision.content.required_languages:
        publication = approve(publication, revision, language, REVIEWER, now) or publication
    return publication


def kept(
    table: Table,
    content: Content,
    now: datetime,
    publication_id: str = "listening",
    correlation_id: str = "c-1",
) -> Publication:
    """Proposed and approved in the table, as the next revision."""
    publications = PublicationTable(table)
    found = publications.find(content.kind, publication_id)
    publication, revision = proposed(content, now, found, publication_id)
    publications.keep(publication, "c-1", revision)
    for language in content.required_languages:
        following = approve(publication, revision, language, REVIEWER, now)
        assert following is not None
        publications.keep(following, "c-1")
        publication = following
    return publication


def live(
    kind: Kind, now: datetime, publication_id: str = "listening", *, body: str = BODY, **fields: Any
) -> Publication:
    """One that is approved since `now`."""
    publication, first = proposed(content_of(kind, body=body, **fields), now, None, publication_id)
    return approved(publication, first, now)
