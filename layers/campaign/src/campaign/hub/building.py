"""Writing the site so that an older build never overwrites a newer one, without a lock, and so that whoever
follows links never meets one that leads nowhere.

What lies there is looked up before the campaign's state is read. A build writes a file only over what it
found: if another build wrote it in between, that one may have read newer state, so this one starts again.
"""

import random
import time
from collections.abc import Callable, Mapping
from itertools import chain

from campaign.hub.plan import Wanted
from campaign.hub.site import Gone, Scope, Site, SiteFile, StoredFile
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import count, logger

_PASSES = 8


def build(
    site: Site,
    want: Callable[[], Wanted],
    gone: Gone = lambda path: None,
    pause: Callable[[float], None] = time.sleep,
) -> frozenset[str]:
    """Bring a part of the site to what `want` makes of the present state, and answer the paths that it wrote.

    `want` reads the state when called and says which part of the site that concerns, so it is asked once
    before anything is looked up. What lies in that part and does not belong there is written over with what
    `gone` says of its path, unless it says None: to delete a file cannot be made to depend on which it is,
    so an older build could take away what a newer one has just written.

    A pass that wrote something is followed by another one. Without it, a build that read newer state, and
    found a page right already just before this one changed it, would not have the last word.
    """
    written: set[str] = set()
    scope = want().scope
    for attempt in range(1, _PASSES + 1):
        try:
            etags = site.etags(scope)
            wanted = want()
            if not scope.covers(wanted.scope):  # it changed meanwhile: what is there now was not looked up
                scope = Scope(scope.paths | wanted.scope.paths, scope.ranges | wanted.scope.ranges)
                raise ConflictError("hub", "the state changed", "build again")
            scope = wanted.scope
            found = {path: etag for path, etag in etags.items() if scope.holds(path)}
            now = _write_changes(site, wanted, found, gone, written)
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
    ended = (gone(path) for path in sorted(etags.keys() - wanted.paths))
    for file in chain(new, changed, (each for each in ended if each and each.etag != etags[each.path])):
        put(file)
    count("PagesWritten", puts)
    return puts


def _fetched(file: StoredFile) -> SiteFile | None:
    if (found := file.read()) is None:
        logger.error("a file of a publication is not in the content bucket", file=file.path)
    return found
