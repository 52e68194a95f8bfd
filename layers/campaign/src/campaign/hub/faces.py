"""The pages of publications: one for each that has prose, and one for each kind that stands together."""

import re
from collections.abc import Iterator
from functools import partial

from campaign.hub.plan import Planned
from campaign.hub.prose import sections_of
from campaign.hub.published import WITH_PAGES, content_of, languages_of
from campaign.hub.rendering import Around, page, planned
from campaign.hub.site import SiteFile
from campaign.publications.about import AboutAdvocate
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.markdown import PUBLICATION_LINK
from campaign.publications.publication import Publication

LISTED = (Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL, Kind.ADVOCATE)
"""Kinds with prose that have a page on which all of them stand; free pages are in every footer."""
_NAMED = re.compile(PUBLICATION_LINK.pattern)


def pages_of(around: Around) -> Iterator[Planned]:
    published = around.published
    for kind in WITH_PAGES:
        for publication in published.of(kind):
            named = (*_linked_from(publication), *(f"session:{each}" for each in _spoken(publication)))
            shows = frozenset({Kind.PAGE, publication.subject, *named})
            for language in LANGUAGES:
                make = partial(_page_of, publication, language, around)
                yield Planned(f"{language}/{_name_of(publication)}", shows, make)
        for publication in published.taken_back(kind):
            for language in LANGUAGES:
                yield planned(
                    {publication.subject},
                    "recalled.html",
                    language,
                    _name_of(publication),
                    around,
                    kind=kind,
                    recall=publication.last_recall,
                )
    for language in LANGUAGES:
        for kind in (*LISTED, Kind.INSIGHT, Kind.ORGANISATION):
            template = "list.html" if kind in LISTED else f"{kind.folder}.html"
            name, entries = f"{kind.folder}/index.html", published.of(kind)
            yield planned({kind}, template, language, name, around, kind=kind, entries=entries)


def _name_of(publication: Publication) -> str:
    return f"{publication.kind.folder}/{publication.id}/index.html"


def _linked_from(publication: Publication) -> Iterator[str]:
    """Subjects that the prose names: what it says of them depends on whether they are shown. Words that only
    look like a link are among them."""
    for text in content_of(publication).texts.values():
        yield from (found.group() for found in _NAMED.finditer(text.body))


def _spoken(publication: Publication) -> tuple[str, ...]:
    """The ids of an advocate's sessions, whether they have a page or not."""
    about = content_of(publication).about
    return about.sessions if isinstance(about, AboutAdvocate) else ()


def _page_of(publication: Publication, language: Language, around: Around) -> SiteFile:
    name = _name_of(publication)
    content = content_of(publication)
    if language not in languages_of(publication):
        (only,) = languages_of(publication)
        return page("elsewhere.html", language, name, around, kind=publication.kind, only=only)
    return page(
        "publication.html",
        language,
        name,
        around,
        publication=publication,
        kind=publication.kind,
        about=content.about,
        text=content.texts[language],
        sections=sections_of(publication, language, around.published),
        sessions=[each for each in around.sessions if each.id in _spoken(publication)],
        files={each.name: each for each in content.attachments},
    )
