"""Writing the site so that an older build never overwrites a newer one, without a lock.

What lies there is listed before the campaign's state is read. A build writes a file only over what it listed:
if another build wrote it in between, that one may have read newer state, so this one starts again.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import md5
from typing import Protocol

from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import count, logger

_PASSES = 8


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


class Site(Protocol):
    """Where the hub's files lie."""

    def etags(self) -> Mapping[str, str]:
        """The ETag of every file by its path."""

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        """Write over the file with that ETag, or a new one; raises ConflictError when it is not so."""


Render = Callable[[], Iterable[SiteFile | StoredFile]]
Gone = Callable[[str], SiteFile | None]


def build(
    site: Site, render: Render, pause: Callable[[float], None] = time.sleep, gone: Gone = lambda path: None
) -> None:
    """Bring the site to what `render` makes of the present state.

    What `render` does not make any more is written over with what `gone` says of its path, unless it says
    None: to delete a file cannot be made to depend on which it is, so an older build could take away what a
    newer one has just written.

    `render` reads the state when called; its files come in the order of writing: what is linked to first.
    A pass that wrote something is followed by another one. Without it, a build that read newer state, and
    found a page right already just before this one changed it, would not have the last word.
    """
    for attempt in range(1, _PASSES + 1):
        try:
            written = _write_changes(site, render, gone)
        except ConflictError as error:
            logger.info("another build was at work; building again", file=error.thing)
            if attempt == _PASSES:
                raise TransientError("hub", "other builds were faster every time", "build again") from error
            # Up to a second: two builds that started together must not go on in step.
            pause(random.uniform(0, min(1.0, 0.1 * 2**attempt)))  # noqa: S311 - nothing to guess here
            continue
        if not written:
            break
    count("HubBuilds")


def _write_changes(site: Site, render: Render, gone: Gone) -> int:
    etags = site.etags()
    made: set[str] = set()
    written = 0
    for file in render():
        made.add(file.path)
        before = etags.get(file.path)
        if (new := _as_it_should_be(file, before, gone)) is not None:
            site.put(new, replacing=before)
            written += 1
    for path in sorted(etags.keys() - made):
        instead = gone(path)
        if instead is not None and etags[path] != instead.etag:
            site.put(instead, replacing=etags[path])
            written += 1
    count("PagesWritten", written)
    return written


def _as_it_should_be(file: SiteFile | StoredFile, before: str | None, gone: Gone) -> SiteFile | None:
    """What is to be written over the file with that ETag; None: it is right."""
    if isinstance(file, SiteFile):
        return file if file.etag != before else None
    instead = gone(file.path)
    if before is not None and (instead is None or before != instead.etag):
        return None
    if (found := file.read()) is None:
        logger.error("a file of a publication is not in the content bucket", file=file.path)
    return found
