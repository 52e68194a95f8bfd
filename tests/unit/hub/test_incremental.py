import random
import re
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from campaign.hub import wanted
from campaign.hub.changes import ArchiveDue
from campaign.hub.pages import gone
from campaign.hub.site import SiteFile
from campaign.hub.texts import TEXTS
from campaign.publications.kind import Kind
from tests.unit.hub.samples import MemorySite, session
from tests.unit.hub.world import World, anew, batches, show, told
from tests.unit.publications.samples import live

_LINK = re.compile(r'(?:href|src|srcset)="/([^"#?]*)')
_FRONT = ("index.html", "en/index.html", "ar/index.html")
Snapshot = dict[str, SiteFile]


class WatchedSite(MemorySite):
    """Remembers how it looked after each write."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshots: list[Snapshot] = []

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        super().put(file, replacing=replacing)
        self.snapshots.append(dict(self.files))


@cache
def links_of(body: bytes) -> frozenset[str]:
    found = (path or "index.html" for path in _LINK.findall(body.decode()))
    return frozenset(f"{path}index.html" if path.endswith("/") else path for path in found)


def is_there(path: str, files: Snapshot) -> bool:
    instead = gone(path)
    return path in files and (instead is None or files[path].body != instead.body)


def dangling(files: Snapshot, readers_are_on: set[str]) -> set[tuple[str, str]]:
    """Links that lead nowhere, from wherever readers come by following links."""
    reached = {path for path in readers_are_on if is_there(path, files)}
    waiting, broken = list(reached), set()
    while waiting:
        path = waiting.pop()
        if not path.endswith(".html"):
            continue
        for link in links_of(files[path].body):
            if not is_there(link, files):
                broken.add((path, link))
            elif link not in reached:
                reached.add(link)
                waiting.append(link)
    return broken


def campaign(seed: int, videos: int = 90) -> World:
    world = World(random.Random(seed))
    for _ in range(videos):
        world.now += timedelta(seconds=1)
        world.featured()
    for _ in range(8):
        world.published()
        world.talk_changes()
    return world


@pytest.fixture(params=[2, 100])
def most_pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pages of the archive a build looks at."""
    most: int = request.param
    monkeypatch.setattr(wanted, "MOST_PAGES", most)
    return most


def changes_bring_the_site_to_what_a_build_of_everything_makes(seed: int, steps: int) -> None:
    world = campaign(seed)
    site = anew(world)
    for bodies in batches(world, steps):
        show(world, site, *bodies)

        whole = anew(world).files
        assert {path for path, file in whole.items() if site.files.get(path) != file} == set()
        left = {path for path in site.files.keys() - whole.keys() if is_there(path, site.files)}
        assert {path for path in left if "/sessions/" not in path} == set()  # theirs stay: docs/decisions.md


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_site_is_what_a_build_of_everything_makes(seed: int, most_pages: int) -> None:
    changes_bring_the_site_to_what_a_build_of_everything_makes(seed, 8)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(100, 140))
def test_so_it_is_after_many_more(seed: int, most_pages: int) -> None:
    changes_bring_the_site_to_what_a_build_of_everything_makes(seed, 25)


@pytest.mark.parametrize("seed", range(20, 23))
def test_after_every_single_write_no_link_leads_nowhere(seed: int, most_pages: int) -> None:
    """Readers come from the front pages, and are on any page that is there before and after."""
    world = campaign(seed)
    site = WatchedSite()
    show(world, site, ArchiveDue().model_dump_json())
    for bodies in [["{}"], *batches(world, 8)]:
        before = {path for path in site.files if is_there(path, site.files)}
        site.snapshots.clear()

        show(world, site, *bodies)

        stay = {path for path in before if is_there(path, site.files)}
        for number, files in enumerate(site.snapshots):
            assert (number, dangling(files, {*_FRONT, *stay})) == (number, set())


@pytest.mark.parametrize(
    "heard_of", ["clock:tick", "session:another", "guide:another", "toolkit:linking", "hold:campaign"]
)
def test_nor_does_one_when_the_message_of_something_new_is_late(heard_of: str) -> None:
    """The state is ahead of what a build was told of."""
    world = campaign(1)
    site = WatchedSite()
    show(world, site, ArchiveDue().model_dump_json())
    linking = live(Kind.TOOLKIT, world.now, "linking", body="[a topic](guide:new)\n\n[[help]]\n")
    for each in (linking, live(Kind.GUIDE, world.now, "new"), live(Kind.GUIDE, world.now, "another")):
        world.publications[each.subject] = each
    for name in ("new", "another"):
        world.talks[name] = session(id=name, starts_at=world.now + timedelta(hours=1), updated_at=world.now)
    before = {path for path in site.files if is_there(path, site.files)}
    site.snapshots.clear()

    show(world, site, told(heard_of))

    assert len(site.snapshots) > 1
    for number, files in enumerate(site.snapshots):
        assert (number, dangling(files, before)) == (number, set())
    show(
        world,
        site,
        *map(told, ("guide:new", "guide:another", "toolkit:linking", "session:new", "session:another")),
    )
    assert {path for path, file in anew(world).files.items() if site.files.get(path) != file} == set()


def test_a_link_that_leads_nowhere_is_found() -> None:
    site = anew(campaign(1, videos=3))
    assert dangling(site.files, set(_FRONT)) == set()

    del site.files["en/guide/index.html"]

    assert ("en/index.html", "en/guide/index.html") in dangling(site.files, set(_FRONT))


def test_a_change_of_the_footer_reaches_all_pages_of_the_archive(most_pages: int) -> None:
    world = campaign(1)
    site = anew(world)
    free = live(Kind.PAGE, world.now, "privacy")
    world.publications[free.subject] = free

    show(world, site, told(free.subject))

    assert b"/en/pages/privacy/" in site.files["en/videos/index.html"].body
    assert site.files == anew(world).files


def test_a_new_template_reaches_all_pages_of_the_archive_by_the_schedule(
    most_pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = campaign(1)
    site = anew(world)
    monkeypatch.setitem(TEXTS["en"], "campaign", "Another name")

    show(world, site, "{}")

    archive = [file for path, file in site.files.items() if path.startswith("en/videos/")]
    assert len(archive) > 3
    assert all(b"Another name" in file.body for file in archive)
    assert site.files == anew(world).files


def test_the_schedule_looks_at_no_more_of_the_archive_than_its_two_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = campaign(1, videos=400)
    site = anew(world)
    made = watched(monkeypatch)

    show(world, site, "{}")

    archive = {path for path in made if path.startswith("en/videos/")}
    assert "en/videos/index.html" in archive
    assert len(archive) <= 6 < len([path for path in site.files if path.startswith("en/videos/")])
    assert len(made) == len(set(made))


def test_a_change_of_one_topic_makes_its_pages_and_the_files_that_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = campaign(1)
    linking = live(Kind.TOOLKIT, world.now, "linking", body="[a topic](guide:topic-9)\n\n[[help]]\n")
    topic, other = live(Kind.GUIDE, world.now, "topic-9"), live(Kind.GUIDE, world.now, "other")
    world.publications |= {each.subject: each for each in (linking, topic, other)}
    site = anew(world)
    made = watched(monkeypatch)

    show(world, site, told(topic.subject))

    pages = ("guide/topic-9/index.html", "guide/index.html", "index.html", "toolkits/linking/index.html")
    feeds = [f"feeds/{topic}.{ending}" for topic in ("guide", "news") for ending in ("atom", "json")]
    names = [f"{language}/{name}" for language in ("en", "ar") for name in (*pages, *feeds)]
    assert sorted(made) == sorted([*names, "sitemap.xml"])


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all files that are made from now on, each time, but for what is written over those that
    go."""
    instead = gone("files/any")
    made: list[str] = []
    make = SiteFile.__init__

    def counted(self: SiteFile, path: str, body: bytes, *rest: Any) -> None:
        if instead is None or body != instead.body:
            made.append(path)
        make(self, path, body, *rest)

    monkeypatch.setattr(SiteFile, "__init__", counted)
    return made
