"""Publications as the hub shows them at one moment: which there are, where they stand, in which languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from campaign.publications.about import AboutGuide, AboutOrganisation
from campaign.publications.content import Content
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.publication import Publication
from campaign.publications.showing import USUAL, Limits, as_of, shown

WITH_PAGES = tuple(kind for kind in Kind if kind.has_prose)
"""Kinds of which each publication has a page; the others stand on a page together."""
TOGETHER = {
    Kind.INSIGHT: "insights/index.html",
    Kind.ORGANISATION: "organisations/index.html",
    Kind.ACTIVATION: "index.html",
    Kind.LAUNCH: "index.html",
}


@dataclass(frozen=True, slots=True)
class Published:
    """`shown` are public at that moment and `recalled` were taken back after they had been, both by subject;
    `withdrawn` says since when what was public is here no more. Nothing else of any publication is known
    here, so nothing else can be told."""

    shown: Mapping[str, Publication] = field(default_factory=dict)
    recalled: Mapping[str, Publication] = field(default_factory=dict)
    withdrawn: Mapping[str, datetime] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[Publication, ...]:
        """Those shown, in the order of their pages: the guide by its own, the others by their ids."""
        found = [each for each in self.shown.values() if each.kind == kind]
        return tuple(sorted(found, key=_place))

    def taken_back(self, kind: Kind) -> tuple[Publication, ...]:
        return tuple(each for each in self.recalled.values() if each.kind == kind)

    def page_of(self, subject: str) -> str | None:
        """The page below a language's folder, with the place on it; None for what is not shown."""
        if (publication := self.shown.get(subject) or self.recalled.get(subject)) is None:
            return None
        if (page := TOGETHER.get(publication.kind)) is None:
            return f"{publication.kind.folder}/{publication.id}/index.html"
        return f"{page}#{publication.kind}-{publication.id}" if subject in self.shown else None


def published(publications: Iterable[Publication], now: datetime, limits: Limits = USUAL) -> Published:
    public: dict[str, Publication] = {}
    recalled: dict[str, Publication] = {}
    withdrawn: dict[str, datetime] = {}
    for each in (as_of(publication, now) for publication in publications):
        if each.kind.is_for_staff:
            continue
        if shown(each, now, limits):
            public[each.subject] = each
        elif _was_seen(each):
            recalled[each.subject] = each
        elif each.withdrawn and each.public_since is not None:  # one that nobody could see has none
            withdrawn[each.subject] = each.changed_at
    return Published(public, recalled, withdrawn)


def _was_seen(publication: Publication) -> bool:
    """Whether its live revision was taken back, and the public had seen something of it before."""
    recall, since = publication.last_recall, publication.public_since
    return recall is not None and not publication.withdrawn and since is not None and since <= recall.at


def content_of(publication: Publication) -> Content:
    """Of one that is shown."""
    if publication.live_content is None:
        raise ValueError(f"{publication.subject} is not live")
    return publication.live_content


def languages_of(publication: Publication) -> tuple[Language, ...]:
    """In which it may be read: one alone while a safety correction waits for its other half."""
    only = content_of(publication).about.safety_correction
    return (only,) if only else LANGUAGES


def seen_since(publication: Publication) -> datetime:
    """Since when what is live may be seen, UTC."""
    since = publication.live_since or publication.changed_at
    return max(since, content_of(publication).about.opens_at or since)


def _place(publication: Publication) -> tuple[str, int, str]:
    about = content_of(publication).about
    country = about.country if isinstance(about, AboutOrganisation) else ""
    return country, about.order if isinstance(about, AboutGuide) else 0, publication.id
