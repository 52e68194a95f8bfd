"""Which featured videos stand on a page of the archive together: decided by the videos alone, wherever one
begins to look, so that a change is a change of the pages around it.

In the order of time a page begins at a *cut*: a video whose digest is lower than those of the 12 before it
and of the 12 after it. To add or take away a video moves no cut but within 12 of it. A page so has 13 videos
at least, 25 on average; the few that would have more than 64 are divided at their lowest digest. A page is
named after the video that it begins with, so names stand in the same order as the pages do.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple, Protocol

from campaign.kernel.clock import iso
from campaign.videos.video import Video, VideoKey, VideoStatus

REACH = 12
LONGEST = 64


class Place(NamedTuple):
    """Where a video stands among all: when it was featured, and its digest among those of that very
    moment."""

    at: str
    digest: str


START, END = Place("", ""), Place("~", "")
"""Before all others and behind them."""


class FeaturedOrder(Protocol):
    """Featured videos in their order, read as far as they are asked for."""

    def older_than(self, place: Place) -> Iterable[Video]:
        """Those before it, the newest first."""

    def newer_from(self, place: Place) -> Iterable[Video]:
        """Those from it on, the oldest first."""


class NoVideos:
    """Implements FeaturedOrder for a campaign without any."""

    def older_than(self, place: Place) -> Iterable[Video]:
        return ()

    def newer_from(self, place: Place) -> Iterable[Video]:
        return ()


def place_of(key: VideoKey, featured_at: datetime) -> Place:
    return Place(iso(featured_at), digest_of(key))


def digest_of(key: str) -> str:
    return blake2b(key.encode(), digest_size=5).hexdigest()


def places_of(video: Video) -> set[Place]:
    """Where it stands, and wherever it stood as far as its history goes back: a page may still show it
    there."""
    moments = {entry.at for entry in video.history if entry.to is VideoStatus.FEATURED}
    if video.featured_at is not None:
        moments.add(video.featured_at)
    return {place_of(video.key, at) for at in moments}


@dataclass(frozen=True, slots=True)
class Dirty:
    """Where something changed: at these places (in order), and at all from `onwards` on."""

    places: tuple[Place, ...] = ()
    onwards: Place | None = None

    @property
    def first(self) -> Place | None:
        return min((*self.places[:1], *((self.onwards,) if self.onwards is not None else ())), default=None)

    def between(self, first: Place, last: Place) -> bool:
        """Whether anything from the one to the other, both included, is dirty."""
        if self.onwards is not None and last >= self.onwards:
            return True
        next_one = bisect_left(self.places, first)
        return next_one < len(self.places) and self.places[next_one] <= last

    def since(self, place: Place) -> "Dirty":
        """What of it is at this place or behind it."""
        onwards = max(self.onwards, place) if self.onwards is not None else None
        return Dirty(self.places[bisect_left(self.places, place) :], onwards)


def dirty(places: Iterable[Place], onwards: Place | None = None) -> Dirty:
    return Dirty(tuple(sorted(set(places))), onwards)


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """`videos`: newest first · `older`, `newer`: the names of the pages beside it."""

    name: str
    videos: tuple[Video, ...]
    older: str | None
    newer: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages in a row, oldest first: no page from the name `first` to `last` is right but these. `first` is
    empty where the oldest page is among them, `last` None where the newest is. `rest` is still to be looked
    at."""

    pages: tuple[ArchivePage, ...]
    first: str
    last: str | None
    rest: Dirty


def stretch(order: FeaturedOrder, changed: Dirty, most: int) -> Stretch:
    """The pages that the first of what changed may have altered, and on to where nothing changed; at about
    `most` of them it ends early. Reads some 150 videos around one change, however many there are."""
    place = changed.first
    if place is None:
        raise ValueError("nothing changed")
    videos = _back_to_two_cuts(order.older_than(place))
    here = len(videos)
    places = [_place(video) for video in videos]
    cuts = [at for at in range(REACH, here - REACH) if _is_cut(places, at)]
    begin = max(cuts, default=0)  # no change behind it can move it
    rest, ended = Dirty(), True
    for video in order.newer_from(place):
        videos.append(video)
        places.append(_place(video))
        at = len(videos) - 1 - REACH
        if at < REACH or not _is_cut(places, at):
            continue
        cuts.append(at)
        clean = cuts[-2] if len(cuts) > 1 else 0
        if clean <= here + REACH:
            continue
        if len(cuts) > most or not changed.between(places[clean - REACH], places[-1]):
            rest, ended = changed.since(places[clean - REACH]), False
            break
    return _stretch(videos, [0, *cuts], begin, rest, ended=ended)


def _back_to_two_cuts(older: Iterable[Video]) -> list[Video]:
    """Oldest first: from a cut on, behind which another one lies that nothing newer can move; or all."""
    found: list[Video] = []
    places: list[Place] = []
    cuts = 0
    for video in older:
        found.append(video)
        places.append(_place(video))
        at = len(found) - 1 - REACH
        if at >= REACH and _is_cut(places, at):
            cuts += 1
            if cuts == 2:
                return found[at::-1]
    return found[::-1]


def _stretch(videos: list[Video], cuts: list[int], begin: int, rest: Dirty, *, ended: bool) -> Stretch:
    bounds = [*cuts, len(videos)] if ended else cuts
    rows: list[Sequence[Video]] = []
    first_row = last_row = 0
    for start, stop in pairwise(bounds):
        if start == begin:
            first_row = len(rows)
        last_row = len(rows)
        rows += _divided(videos[start:stop]) if stop > start else []
    names = [name_of(_place(row[0])) for row in rows]
    beside = [None, *names, None if ended else name_of(_place(videos[cuts[-1]]))]
    pages = [
        ArchivePage(name, tuple(reversed(row)), beside[number], beside[number + 2])
        for number, (name, row) in enumerate(zip(names, rows, strict=True))
    ]
    shown = pages[first_row:] if ended else pages[first_row : last_row + 1]
    return Stretch(tuple(shown), names[first_row] if begin else "", None if ended else shown[-1].name, rest)


def _divided(row: Sequence[Video]) -> list[Sequence[Video]]:
    if len(row) <= LONGEST:
        return [row]
    at = min(range(REACH, len(row) - REACH), key=lambda number: digest_of(row[number].key))
    return [*_divided(row[:at]), *_divided(row[at:])]


def name_of(place: Place) -> str:
    """`2026-03-01-170000000000-3f9ac1d204.html`, a file's name in the folder of videos."""
    return f"{place.at[:10]}-{''.join(filter(str.isdigit, place.at[11:]))}-{place.digest}.html"


def _is_cut(places: Sequence[Place], at: int) -> bool:
    around = range(at - REACH, at + REACH + 1)
    return all(places[other].digest > places[at].digest for other in around if other != at)


def _place(video: Video) -> Place:
    if video.featured_at is None:
        raise ValueError(f"video {video.key} is not featured")
    return place_of(video.key, video.featured_at)
