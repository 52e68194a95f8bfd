"""Writing the site so that an older build never overwrites a newer one, without a lock, and so that whoever
follows links never meets one that leads nowhere.

What lies there is looked up before the campaign's state is read. A build writes a file only over what it
found: if another build wrote it in between, that one may have read newer state, so this one starts again.

What a build reads may be newer than the message that ordered it: then its pages link to what another message,
still on its way, is about. Whatever of that is not there yet is looked at too.
"""

import random
import re
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from campaign.hub.plan import Wanted
from campaign.hub.site import Gone, Scope, Site, SiteFile, StoredFile, worth_listing
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import count, logger
from campaign.publications.kind import LANGUAGES

_PASSES = 8
_ADDRESS = re.compile(rb"/((?:%s)/[\w./~-]+)" % "|".join((*LANGUAGES, "files")).encode())
"""Whatever may be a file's address in a page, a feed or the site map; more than those are no harm."""


class LinkedFilesMissingError(Exception):
    """What is about to be written links to these paths, and nothing is there."""

    def __init__(self, paths: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(paths)))
        self.paths = paths


def build(
    site: Site,
    want: Callable[[frozenset[str]], Wanted],
    gone: Gone = lambda path: None,
    pause: Callable[[float], None] = time.sleep,
) -> frozenset[str]:
    """Bring a part of the site to what `want` makes of the present state, and answer the paths that it wrote.

    `want` reads the state when called and says which part of the site that concerns, so it is asked once
    before anything is looked up; what it is handed are files to be looked at besides. What lies in that part
    and does not belong there is written over with what `gone` says of its path, unless it says None: to
    delete a file cannot be made to depend on which it is, so an older build could take away what a newer one
    has just written.

    A pass that wrote something is followed by another one. Without it, a build that read newer state, and
    found a page right already just before this one changed it, would not have the last word.
    """
    written: set[str] = set()
    also: frozenset[str] = frozenset()
    scope = want(also).scope
    for attempt in range(1, _PASSES + 1):
        try:
            etags = site.etags(scope)
            wanted = want(also)
            if not scope.covers(wanted.scope):  # it changed meanwhile: what is there now was not looked up
                scope = Scope(scope.paths | wanted.scope.paths, scope.ranges | wanted.scope.ranges)
                raise ConflictError("hub", "the state changed", "build again")
            scope = wanted.scope
            found = {path: etag for path, etag in etags.items() if scope.holds(path)}
            now = _write_changes(site, wanted, found, gone, written)
        except LinkedFilesMissingError as missing:
            if attempt == _PASSES:
                raise TransientError(
                    "hub", "what it links to was missing every time", "build again"
                ) from missing
            logger.info("what is linked is not there yet; building it too", files=len(missing.paths))
            also |= missing.paths
            scope = Scope(scope.paths | missing.paths, scope.ranges)
            continue
        except ConflictError as error:
            logger.info("another build was at work; building again", file=error.thing)
            if attempt == _PASSES:
                raise TransientError("hub", "other builds were faster every time", "build again") from error
            # Up to a second: two builds that started together must not go on in step.
            pause(random.uniform(0, min(1.0, 0.1 * 2**attempt)))  # noqa: S311 - nothing to guess here
            continue
        if not now:
            break
    count("HubBuilds")
    return frozenset(written)


def _write_changes(
    site: Site, wanted: Wanted, etags: Mapping[str, str], gone: Gone, written: set[str]
) -> int:
    """New pages first: nothing that is on the site links to them. Then what may link to them, and then what
    was linked to until now and belongs there no more. Files that lie elsewhere link to nothing and go before
    all.

    Answers how many it wrote; their paths go to `written`, also when a conflict ends it.
    """
    new: list[SiteFile] = []
    changed: list[SiteFile] = []
    puts = 0

    def put(file: SiteFile) -> None:
        nonlocal puts
        site.put(file, replacing=etags.get(file.path))
        written.add(file.path)
        puts += 1

    for planned in wanted.files:
        before, instead = etags.get(planned.path), gone(planned.path)
        absent = before is None or (instead is not None and before == instead.etag)
        made = planned.make()
        if isinstance(made, StoredFile):
            if absent and (found := _fetched(made)) is not None:
                put(found)
        elif made.etag != before:
            (new if absent else changed).append(made)
    if missing := _missing(site, wanted, etags, chain(new, changed), gone):
        raise LinkedFilesMissingError(missing)
    ended = (gone(path) for path in sorted(etags.keys() - wanted.paths))
    for file in chain(new, changed, (each for each in ended if each and each.etag != etags[each.path])):
        put(file)
    count("PagesWritten", puts)
    return puts


def _missing(
    site: Site, wanted: Wanted, etags: Mapping[str, str], files: Iterable[SiteFile], gone: Gone
) -> frozenset[str]:
    """What these files link to and this build does not make, as far as it is not on the site. Only what comes
    and goes is asked for: all else is there since the first build."""
    linked = {path.decode() for file in files for path in _ADDRESS.findall(file.body)}
    left = linked & wanted.comes_and_goes - {each.path for each in wanted.files}
    unknown = {path for path in left if not wanted.scope.holds(path)}
    if unknown:
        etags = {**etags, **site.etags(Scope(frozenset(unknown), worth_listing(unknown)))}
    there = {path for path in left & etags.keys() if not _is_gone(path, etags[path], gone)}
    return frozenset(left - there)


def _is_gone(path: str, etag: str, gone: Gone) -> bool:
    instead = gone(path)
    return instead is not None and etag == instead.etag


def _fetched(file: StoredFile) -> SiteFile | None:
    if (found := file.read()) is None:
        logger.error("a file of a publication is not in the content bucket", file=file.path)
    return found
