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
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain

from campaign.hub.plan import Planned, Wanted
from campaign.hub.site import Gone, Scope, Site, SiteFile, StoredFile, worth_listing
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import count, logger
from campaign.publications.kind import LANGUAGES

_PASSES = 8
_ADDRESS = re.compile(rb"/((?:%s)/[\w./~-]+)" % "|".join((*LANGUAGES, "files")).encode())
"""Whatever may be a file's address in a page, a feed or the site map; more than those are no harm."""


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
    also: set[str] = set()
    scope = want(frozenset()).scope
    for attempt in range(1, _PASSES + 1):
        asked = scope.paths | also
        scope = Scope(asked, scope.ranges | worth_listing(asked))
        try:
            etags = site.etags(scope)
            wanted = want(frozenset(also))
            if not scope.covers(wanted.scope):  # it changed meanwhile: what is there now was not looked up
                scope = Scope(scope.paths | wanted.scope.paths, scope.ranges | wanted.scope.ranges)
                raise ConflictError("hub", "the state changed", "build again")
            scope = wanted.scope
            found = {path: etag for path, etag in etags.items() if scope.holds(path)}
            now = _write_changes(site, wanted, found, gone, written, also)
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
    site: Site, wanted: Wanted, etags: Mapping[str, str], gone: Gone, written: set[str], also: set[str]
) -> int:
    """New pages first: nothing that is on the site links to them. Then what may link to them, and then what
    was linked to until now and belongs there no more. Files that lie elsewhere link to nothing and go before
    all.

    Answers how many it wrote; their paths go to `written`, also when a conflict ends it, and to `also` those
    of files that are only written because others link to them.
    """
    new: list[SiteFile] = []
    changed: list[SiteFile] = []
    there = dict(etags)
    puts = 0

    def put(file: SiteFile) -> None:
        nonlocal puts
        site.put(file, replacing=there.get(file.path))
        written.add(file.path)
        puts += 1

    files = wanted.files
    looked_at: set[str] = set()
    while files:
        for planned in files:
            absent = _is_absent(planned.path, there, gone)
            made = planned.make()
            if isinstance(made, StoredFile):
                if absent and (found := _fetched(made)) is not None:
                    put(found)
            elif made.etag != there.get(planned.path):
                (new if absent else changed).append(made)
        looked_at |= {planned.path for planned in files}
        files = _linked_and_missing(site, wanted, looked_at, there, chain(new, changed), gone)
        also |= {planned.path for planned in files}
    ended = (gone(path) for path in sorted(etags.keys() - wanted.paths))
    for file in chain(new, changed, (each for each in ended if each and each.etag != etags[each.path])):
        put(file)
    count("PagesWritten", puts)
    return puts


def _linked_and_missing(
    site: Site,
    wanted: Wanted,
    looked_at: Collection[str],
    there: dict[str, str],
    files: Iterable[SiteFile],
    gone: Gone,
) -> tuple[Planned, ...]:
    """What these files link to that is not on the site. Only what comes and goes is asked for: all else is
    there since the first build. What is found goes to `there`.

    It is looked up after the state was read, unlike all else. Should it have been taken away meanwhile, the
    next pass sees that.
    """
    linked = {path.decode() for file in files for path in _ADDRESS.findall(file.body)}
    left = (linked & wanted.comes_and_goes.keys()) - set(looked_at)
    unknown = {path for path in left - there.keys() if not wanted.scope.holds(path)}
    if unknown:
        found = site.etags(Scope(frozenset(unknown), worth_listing(unknown)))
        there |= {path: found[path] for path in unknown & found.keys()}
    return tuple(
        planned
        for path, planned in wanted.comes_and_goes.items()
        if path in left and _is_absent(path, there, gone)
    )


def _is_absent(path: str, etags: Mapping[str, str], gone: Gone) -> bool:
    """What was written over has gone, too."""
    instead = gone(path)
    return path not in etags or (instead is not None and etags[path] == instead.etag)


def _fetched(file: StoredFile) -> SiteFile | None:
    if (found := file.read()) is None:
        logger.error("a file of a publication is not in the content bucket", file=file.path)
    return found
