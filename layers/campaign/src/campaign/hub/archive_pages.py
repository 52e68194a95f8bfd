"""The archive's pages among the files of the site: around what changed, and no others."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.hub.archive import ArchivePage, Dirty, FeaturedOrder, stretch
from campaign.hub.plan import VIDEOS, Planned
from campaign.hub.rendering import Around, planned
from campaign.hub.site import Range
from campaign.publications.kind import LANGUAGES

FOLDER = "videos"
NEWEST = f"{FOLDER}/index.html"
"""The newest page stands here too, so that one address always has it."""


@dataclass(frozen=True, slots=True)
class PlannedArchive:
    """`files` belong into `ranges`, which hold nothing else; `rest` was left for another build. `oldest`: the
    name of the oldest page, if it is among them."""

    files: tuple[Planned, ...]
    ranges: frozenset[Range]
    rest: Dirty
    oldest: str | None


def plan_archive(order: FeaturedOrder, changed: Dirty, around: Around, most: int) -> PlannedArchive:
    """Each page once, whatever changed on it; about `most` of them."""
    pages: dict[str, ArchivePage] = {}
    ranges: set[Range] = set()
    oldest: str | None = None
    newest: ArchivePage | None = None
    reached_the_end = False
    while changed.first is not None and len(pages) < most:
        found = stretch(order, changed, most - len(pages))
        pages |= {page.name: page for page in found.pages}
        ranges |= {Range(f"{each}/{FOLDER}/", found.first, found.last) for each in LANGUAGES}
        changed = found.rest
        if not found.first and found.pages:
            oldest = found.pages[0].name
        if found.last is None:
            reached_the_end, newest = True, found.pages[-1] if found.pages else None
    files = [file for page in pages.values() for file in _files(page, f"{FOLDER}/{page.name}", around)]
    if reached_the_end:
        files += _files(newest, NEWEST, around)
    return PlannedArchive(tuple(files), frozenset(ranges), changed, oldest)


def _files(page: ArchivePage | None, name: str, around: Around) -> Iterator[Planned]:
    """In every language. There is no page before the first video: then the archive says so."""
    for language in LANGUAGES:
        yield planned(
            {VIDEOS},
            "videos.html",
            language,
            name,
            around,
            videos=page.videos if page else (),
            older=page.older if page else None,
            newer=page.newer if page else None,
            newest=name == NEWEST or page is None or page.newer is None,
        )
