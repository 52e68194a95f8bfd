"""The pages of publications: one for each that has prose, and one for each kind that stands together."""

from collections.abc import Iterator

from campaign.hub.prose import sections_of
from campaign.hub.published import WITH_PAGES, content_of, languages_of
from campaign.hub.rendering import Around, page
from campaign.hub.site import SiteFile
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.publication import Publication

LISTED = (Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL, Kind.ADVOCATE)
"""Kinds with prose that have a page on which all of them stand; free pages are in every footer."""


def pages_of(around: Around) -> Iterator[SiteFile]:
    published = around.published
    for kind in WITH_PAGES:
        for publication in published.of(kind):
            for language in LANGUAGES:
                yield _page_of(publication, language, around)
        for publication in published.taken_back(kind):
            for language in LANGUAGES:
                name = f"{kind.folder}/{publication.id}/index.html"
                why = publication.last_recall
                yield page("recalled.html", language, name, around, kind=kind, recall=why)
    for language in LANGUAGES:
        for kind in LISTED:
            entries = published.of(kind)
            yield page("list.html", language, f"{kind.folder}/index.html", around, kind=kind, entries=entries)
        for kind in (Kind.INSIGHT, Kind.ORGANISATION):
            name = f"{kind.folder}.html"
            yield page(name, language, f"{kind.folder}/index.html", around, entries=published.of(kind))


def _page_of(publication: Publication, language: Language, around: Around) -> SiteFile:
    name = f"{publication.kind.folder}/{publication.id}/index.html"
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
        files={each.name: each for each in content.attachments},
    )
