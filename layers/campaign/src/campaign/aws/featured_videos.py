"""Featured videos in their order, read from the state table for the hub.

The index says where a video stands, and lags by a moment; what the video is like is read by its key, which
does not. So what was withdrawn is never shown, and the changed videos that a build knows of are in their
places.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from heapq import merge
from itertools import dropwhile, groupby, islice, takewhile

from campaign.aws.readable_videos import readable_videos
from campaign.aws.table import Key, Table
from campaign.hub.archive import START, Place, digest_of, place_of, places_of
from campaign.kernel.clock import iso
from campaign.videos.storage import FEATURED, TAKEN_OFF, video_key
from campaign.videos.video import Video, VideoKey

_AT_ONCE = 50
"""Rows a query and videos a read: around one change there are some 150."""
_MOST_A_CALL = 100
Row = tuple[Place, VideoKey]


class FeaturedVideoTable:
    """Where featured videos are found, and those that were taken off the hub."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def order(
        self, changed: Collection[VideoKey] = (), until: datetime | None = None
    ) -> "FeaturedTableOrder":
        """As it stands now, `changed` videos read at once; what was featured after `until` is left out."""
        known = dict.fromkeys(changed) | {video.key: video for video in self._read(changed)}
        return FeaturedTableOrder(self, known, iso(until) if until else None)

    def taken_off_since(self, at: datetime) -> Iterator[tuple[Video, datetime]]:
        """Videos that were on the hub and were taken off it at `at` or later, the newest first, with when.
        One that is to be looked at again is not among them, until that is decided."""
        items = self.table.query_index(
            "gsi1", TAKEN_OFF, since=iso(at), newest_first=True, page_size=_AT_ONCE
        )
        for _, video in readable_videos(items):
            if video.taken_off_at is not None:
                yield video, video.taken_off_at

    def rows(self, place: Place, *, newest_first: bool) -> Iterator[Row]:
        """Of the index, from that place on in this direction; the place itself is among the newer ones."""
        if newest_first and place == START:
            return  # nothing is before it, and a query without a limit would read all
        limits = {"until": place.at} if newest_first else {"since": place.at}
        found = self.table.query_keys(
            "gsi1", FEATURED, newest_first=newest_first, page_size=_AT_ONCE, **limits
        )
        for at, same in groupby(found, key=lambda row: row[0]):
            keys = (VideoKey(pk.removeprefix("VIDEO#")) for _, (pk, _) in same)
            rows = sorted(((Place(at, digest_of(key)), key) for key in keys), reverse=newest_first)
            yield from rows

    def read(self, keys: Collection[VideoKey]) -> dict[VideoKey, Video]:
        return {video.key: video for video in self._read(keys)}

    def _read(self, keys: Collection[VideoKey]) -> Iterator[Video]:
        wanted: list[Key] = [video_key(key) for key in keys]
        for start in range(0, len(wanted), _MOST_A_CALL):
            items = self.table.get_many(wanted[start : start + _MOST_A_CALL])
            yield from (video for _, video in readable_videos(items.values()))


class FeaturedTableOrder:
    """Implements `campaign.hub.archive.FeaturedOrder`. `known` were read before: None is no video."""

    def __init__(
        self, table: FeaturedVideoTable, known: dict[VideoKey, Video | None], until: str | None
    ) -> None:
        self.table, self.known, self.until = table, known, until
        featured = (video for video in known.values() if video is not None and video.featured_at is not None)
        self.featured: list[Row] = sorted(
            (place_of(video.key, video.featured_at), video.key) for video in featured if video.featured_at
        )

    @property
    def moved(self) -> frozenset[Place]:
        """Wherever the known ones stand or ever stood."""
        return frozenset().union(*(places_of(video) for video in self.known.values() if video is not None))

    def older_than(self, place: Place) -> Iterator[Video]:
        ours = [row for row in reversed(self.featured) if row[0] < place]
        rows = self._of_both(self.table.rows(place, newest_first=True), ours, newest_first=True)
        older = dropwhile(lambda row: row[0] >= place or self._is_later(row), rows)
        return self._videos(older)

    def newer_from(self, place: Place) -> Iterator[Video]:
        ours = [row for row in self.featured if row[0] >= place]
        rows = self._of_both(self.table.rows(place, newest_first=False), ours, newest_first=False)
        newer = dropwhile(lambda row: row[0] < place, rows)
        return self._videos(takewhile(lambda row: not self._is_later(row), newer))

    def _of_both(self, index: Iterable[Row], ours: list[Row], *, newest_first: bool) -> Iterator[Row]:
        """Of known videos the index may say what was true a moment ago."""
        return merge((row for row in index if row[1] not in self.known), ours, reverse=newest_first)

    def _is_later(self, row: Row) -> bool:
        return self.until is not None and row[0].at > self.until

    def _videos(self, rows: Iterator[Row]) -> Iterator[Video]:
        while some := list(islice(rows, _AT_ONCE)):
            unknown = [key for _, key in some if key not in self.known]
            read = self.known | self.table.read(unknown)
            for place, key in some:
                video = read.get(key)
                if video is not None and video.featured_at and place_of(key, video.featured_at) == place:
                    yield video
