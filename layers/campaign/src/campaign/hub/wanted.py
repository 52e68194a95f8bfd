"""Which part of the site a batch of changes concerns, and what it should be: one pass of a build."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from campaign.hub.archive import END, START, Dirty, Place, dirty
from campaign.hub.archive_pages import FOLDER, plan_archive
from campaign.hub.attached import ReadableBucket, files_of
from campaign.hub.changes import Changes
from campaign.hub.form_pages import PublicApi
from campaign.hub.pages import plan_site
from campaign.hub.plan import HOLD, Planned, Wanted, of_one, touched
from campaign.hub.published import WITH_PAGES
from campaign.hub.rendering import Around
from campaign.hub.site import Range, Scope, worth_listing
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES, Kind

MOST_PAGES = 100
"""Pages of the archive that one build looks at, each in every language; another build goes on from there."""
_ASSETS = "assets/"
_ATTACHMENTS = Range("files/")
_ARCHIVES = tuple(f"{language}/{FOLDER}/" for language in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Part:
    """`rest`: what of the archive is left for another build · `oldest`: the paths of its oldest page, if
    that is looked at."""

    wanted: Wanted
    rest: Dirty
    oldest: frozenset[str]


def want(
    state: HubState,
    changes: Changes,
    content: ReadableBucket,
    hub_url: str,
    api: PublicApi,
    hashtags: Sequence[str] = (),
    also: Collection[str] = (),
) -> Part:
    """`also`: paths of files to be looked at besides, whether they are still to be there or not."""
    archive = plan_archive(
        state.featured, _changed_in_archive(state, changes), Around(hub_url, state.published), MOST_PAGES
    )
    site = (*files_of(state.published, content), *plan_site(state, hub_url, api, hashtags))
    files = tuple(
        each for each in site if changes.everything or touched(each, changes.subjects) or each.path in also
    )
    everything = _folders(site) if changes.everything else frozenset[Range]()
    attachments = {_ATTACHMENTS} if changes.publications else set[Range]()
    scope = Scope(
        paths=frozenset({*_paths(files), *_paths(archive.files), *_homes(changes), *also}),
        ranges=archive.ranges | everything | attachments | worth_listing(_paths(files)),
    )
    paths = frozenset({*_paths(site), *_paths(archive.files)})
    # The archive's pages are linked from the others, and need the style sheet themselves.
    first = tuple(each for each in files if each.path.startswith(_ASSETS))
    rest = tuple(each for each in files if not each.path.startswith(_ASSETS))
    comes_and_goes = {each.path: each for each in site if of_one(each)}
    wanted = Wanted((*first, *archive.files, *rest), paths, scope, comes_and_goes)
    oldest = (
        frozenset(folder + archive.oldest for folder in _ARCHIVES) if archive.oldest else frozenset[str]()
    )
    return Part(wanted, archive.rest, oldest)


def _changed_in_archive(state: HubState, changes: Changes) -> Dirty:
    """Free pages are in the footer of every page. At the archive's two ends one sees whether a deployment has
    changed all of it."""
    onwards = {changes.archive.onwards} if changes.archive.onwards is not None else set[Place]()
    if any(kind is Kind.PAGE for kind, _ in changes.publications):
        onwards.add(START)
    if any(subject.partition(":")[0] == HOLD for subject in changes.subjects):
        onwards.add(state.frozen_from)
    ends = {START, END} if changes.everything else set[Place]()
    return dirty({*changes.archive.places, *state.moved, *ends}, min(onwards, default=None))


def _paths(files: Iterable[Planned]) -> Iterator[str]:
    return (file.path for file in files)


def _homes(changes: Changes) -> Iterator[str]:
    """Where the pages of changed publications stand, if they have any."""
    for kind, name in changes.publications:
        if kind in WITH_PAGES:
            yield from (f"{language}/{kind.folder}/{name}/index.html" for language in LANGUAGES)


def _folders(site: Iterable[Planned]) -> frozenset[Range]:
    """Where all but the archive lies, save for the files that stand at the top or in a language's own
    folder."""
    folders = {f"{language}/{kind.folder}/" for language in LANGUAGES for kind in WITH_PAGES}
    for path in _paths(site):
        parts = path.split("/")
        depth = 2 if parts[0] in LANGUAGES else 1
        if len(parts) > depth:
            folders.add("/".join(parts[:depth]) + "/")
    return frozenset(map(Range, folders)) - frozenset(map(Range, _ARCHIVES)) | {_ATTACHMENTS}
