from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import permutations

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.aws.site import S3Site
from campaign.hub.building import build as build_wanted
from campaign.hub.plan import NOTHING, Planned, Wanted
from campaign.hub.site import ALL, Gone, Site, SiteFile, StoredFile
from campaign.kernel.errors import ConflictError, TransientError
from tests.unit.hub.samples import MemorySite
from tests.unit.template_resources import Resources

Render = Callable[[], Iterable[SiteFile | StoredFile]]


def build(
    site: Site,
    render: Render,
    pause: Callable[[float], None] = lambda seconds: None,
    gone: Gone = lambda path: None,
) -> None:
    """All of the site, as `render` makes it. What a build asks first, to know which part of the site to look
    up, is answered without a look at the state."""
    asked = False

    def want(also: frozenset[str]) -> Wanted:
        nonlocal asked
        files = list(render()) if asked else []
        asked = True
        planned = tuple(Planned(each.path, NOTHING, partial(itself, each)) for each in files)
        return Wanted(planned, frozenset(each.path for each in files), ALL)

    build_wanted(site, want, gone, pause)


def itself(file: SiteFile | StoredFile) -> SiteFile | StoredFile:
    return file


def page(text: str, path: str = "en/index.html") -> SiteFile:
    return SiteFile(path, text.encode(), "text/html; charset=utf-8", "public, max-age=15")


class Campaign:
    """A state of one word; after somebody has read it, what `meanwhile` holds next happens."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.meanwhile: list[Callable[[], None]] = []

    def render(self) -> Iterable[SiteFile]:
        files = [page(self.word, "leaf.html"), page(self.word)]
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return files


@pytest.fixture(params=["memory", "s3"])
def site(request: pytest.FixtureRequest) -> Site:
    if request.param == "memory":
        return MemorySite()
    resources: Resources = request.getfixturevalue("resources")
    return S3Site(boto3.client("s3"), resources.bucket("site"))


def shown(site: Site) -> set[str]:
    """The words on the site, told by their ETags."""
    words = {page(word).etag: word for word in ("old", "new", "newest")}
    return {words[etag] for etag in site.etags(ALL).values()}


def test_files_are_written_in_order_and_only_when_they_differ() -> None:
    site = MemorySite()
    build(site, lambda: [page("a", "leaf.html"), page("a")])

    build(site, lambda: [page("a", "leaf.html"), page("b")])

    assert site.puts == ["leaf.html", "en/index.html", "en/index.html"]


def test_a_slow_build_of_old_state_never_overwrites_a_newer_one(site: Site) -> None:
    campaign = Campaign("old")

    def somebody_else_builds_newer_state() -> None:
        campaign.word = "new"
        build(site, campaign.render)

    campaign.meanwhile = [somebody_else_builds_newer_state]

    build(site, campaign.render)

    assert shown(site) == {"new"}


def test_that_holds_for_pages_that_existed_before_too(site: Site) -> None:
    campaign = Campaign("old")
    build(site, campaign.render)
    campaign.word = "new"

    def somebody_else_builds_newer_state() -> None:
        campaign.word = "newest"
        build(site, campaign.render)

    campaign.meanwhile = [somebody_else_builds_newer_state]

    build(site, campaign.render)

    assert shown(site) == {"newest"}


def test_a_change_taken_back_while_a_build_is_slow_is_taken_back_on_the_site(site: Site) -> None:
    """The second build finds the page right already and writes nothing, so no condition stops the first."""
    campaign = Campaign("old")
    build(site, campaign.render)
    campaign.word = "new"

    def taken_back() -> None:
        campaign.word = "old"
        build(site, campaign.render)

    campaign.meanwhile = [taken_back]

    build(site, campaign.render)

    assert shown(site) == {"old"}


@pytest.mark.parametrize("order", sorted(set(permutations([0, 0, 0, 1, 1, 1]))))
def test_two_builds_in_any_order_of_their_steps_end_with_the_newest_state(order: tuple[int, ...]) -> None:
    """Each build is stepped: it lists, reads and writes when the order says so."""
    site = MemorySite()
    build(site, Campaign("old").render)
    word = "new"
    listed: dict[int, dict[str, str]] = {}
    rendered: dict[int, SiteFile] = {}
    for builder in order:
        if builder not in listed:
            listed[builder] = site.etags(ALL)
        elif builder not in rendered:
            rendered[builder] = page(word)
            word = "newest"  # changes right after the first build has read it
        else:
            file = rendered[builder]
            try:
                site.put(file, replacing=listed[builder][file.path])
            except ConflictError:
                build(site, lambda: [page("newest")])

    assert site.files["en/index.html"].body == b"newest"


def test_a_build_that_is_always_overtaken_gives_up_for_now() -> None:
    site = MemorySite()
    pauses: list[float] = []
    number = 0

    def overtaken() -> Iterable[SiteFile]:
        nonlocal number
        number += 1
        site.files["en/index.html"] = page(f"somebody else's {number}")
        return [page("mine")]

    with pytest.raises(TransientError):
        build(site, overtaken, pause=pauses.append)

    assert len(pauses) == 7
    assert all(0 <= seconds <= 1 for seconds in pauses)


def test_a_state_that_changes_without_end_does_not_hold_a_build_for_ever() -> None:
    site = MemorySite()
    numbers = iter(range(100))

    build(site, lambda: [page(str(next(numbers)))])

    assert site.puts == ["en/index.html"] * 8


def test_what_is_stored_has_its_type_and_its_time_to_keep(resources: Resources) -> None:
    S3Site(boto3.client("s3"), resources.bucket("site")).put(page("x"), replacing=None)

    stored = boto3.client("s3").get_object(Bucket=resources.bucket("site"), Key="en/index.html")
    assert stored["ContentType"] == "text/html; charset=utf-8"
    assert stored["CacheControl"] == "public, max-age=15"


def test_a_fault_of_the_bucket_is_not_taken_for_another_build(resources: Resources) -> None:
    with pytest.raises(ClientError):
        S3Site(boto3.client("s3"), "no-such-bucket").put(page("x"), replacing=None)


NOT_HERE = page("not here any more", "files/a.pdf")


def gone(path: str) -> SiteFile | None:
    return replace(NOT_HERE, path=path) if path.startswith("files/") else None


class Shelf:
    """A file that lies elsewhere; counts how often it is read."""

    def __init__(self, content: bytes | None = b"%PDF-1.7") -> None:
        self.content = content
        self.read_times = 0
        self.file = StoredFile("files/a.pdf", self.read)

    def read(self) -> SiteFile | None:
        self.read_times += 1
        if self.content is None:
            return None
        return SiteFile("files/a.pdf", self.content, "application/pdf", "public, max-age=60")


def test_what_is_not_rendered_any_more_is_written_over_where_it_may_go(site: Site) -> None:
    kept = page("a", "sessions/talk.ics")
    build(site, lambda: [page("a", "files/a.pdf"), kept], gone=gone)

    build(site, lambda: [], gone=gone)

    assert site.etags(ALL) == {"files/a.pdf": NOT_HERE.etag, kept.path: kept.etag}


def test_a_file_that_lies_elsewhere_is_read_once_and_again_after_it_was_gone(site: Site) -> None:
    shelf = Shelf()
    for _ in range(3):
        build(site, lambda: [shelf.file], gone=gone)
    assert shelf.read_times == 1

    build(site, lambda: [], gone=gone)
    build(site, lambda: [shelf.file], gone=gone)

    assert shelf.read_times == 2
    assert site.etags(ALL)["files/a.pdf"] != NOT_HERE.etag


def test_a_file_that_is_missing_stops_no_page(site: Site) -> None:
    build(site, lambda: [Shelf(None).file, page("old")], gone=gone)

    assert shown(site) == {"old"}


def test_an_old_build_takes_nothing_away_that_a_newer_one_has_just_written(site: Site) -> None:
    newer = page("newer", "files/a.pdf")
    rendered: list[list[SiteFile]] = [
        [],
        [newer],
    ]  # what the state says to the old build, and then to its next

    def render() -> list[SiteFile]:
        files = rendered.pop(0) if len(rendered) > 1 else rendered[0]
        if not files:
            site.put(newer, replacing=first.etag)  # the other build, meanwhile
        return files

    first = page("first", "files/a.pdf")
    site.put(first, replacing=None)
    build(site, render, lambda seconds: None, gone)

    assert site.etags(ALL) == {"files/a.pdf": newer.etag}
