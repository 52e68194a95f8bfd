"""What the site consists of, and where it lies."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Protocol

_MANY = 5


@dataclass(frozen=True)
class SiteFile:
    """One file of the site; `path` has no leading slash."""

    path: str
    body: bytes
    content_type: str
    cache_control: str

    @property
    def etag(self) -> str:
        """What S3 says of this content: its MD5, in a bucket encrypted with S3's own key."""
        return md5(self.body, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class StoredFile:
    """A file that lies elsewhere and is named by its content: one that is on the site is right. `read`
    answers None when it is not there."""

    path: str
    read: Callable[[], SiteFile | None]


@dataclass(frozen=True, slots=True)
class Range:
    """All files below `folder` (which ends with a slash, or is empty) whose names are `first`, `last` or
    between them; `last` None: and all behind."""

    folder: str = ""
    first: str = ""
    last: str | None = None

    def holds(self, path: str) -> bool:
        name = path.removeprefix(self.folder)
        return (
            path.startswith(self.folder) and self.first <= name and (self.last is None or name <= self.last)
        )

    def covers(self, other: "Range") -> bool:
        """Whether it holds all that the other one, of the same folder, does."""
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return self.folder == other.folder and self.first <= other.first and ends


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the site: single files, there or not, and ranges of them."""

    paths: frozenset[str] = frozenset()
    ranges: frozenset[Range] = frozenset()

    @property
    def alone(self) -> frozenset[str]:
        """Its single files that are in none of its ranges."""
        return frozenset(path for path in self.paths if not any(each.holds(path) for each in self.ranges))

    def holds(self, path: str) -> bool:
        return path in self.paths or any(each.holds(path) for each in self.ranges)

    def covers(self, other: "Scope") -> bool:
        ranges = all(any(mine.covers(each) for mine in self.ranges) for each in other.ranges)
        return ranges and all(map(self.holds, other.paths))


def worth_listing(paths: Iterable[str]) -> frozenset[Range]:
    """Folders of which so many files are looked at that a list costs less than to ask for each: `en/guide/`,
    below which each page has a folder of its own."""
    folders = Counter("/".join(parts[:2]) + "/" for path in paths if len(parts := path.split("/")) > 2)
    return frozenset(Range(folder) for folder, count in folders.items() if count >= _MANY)


ALL = Scope(ranges=frozenset({Range()}))


class Site(Protocol):
    """Where the hub's files lie."""

    def etags(self, scope: Scope) -> Mapping[str, str]:
        """The ETag of every file in that scope, by its path."""

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        """Write over the file with that ETag, or a new one; raises ConflictError when it is not so."""


Gone = Callable[[str], SiteFile | None]
"""What is written over a file that belongs on the site no more; None: it stays."""
