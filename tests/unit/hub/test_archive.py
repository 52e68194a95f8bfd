import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from campaign.hub.archive import (
    END,
    LONGEST,
    REACH,
    START,
    ArchivePage,
    Dirty,
    Place,
    dirty,
    place_of,
    places_of,
    stretch,
)
from campaign.videos.moves import approve, withdraw
from campaign.videos.video import Video, VideoStatus
from tests.unit.hub.samples import NOW, ListedVideos, video

EVERYTHING = 10_000


def videos(count: int, seed: int = 0) -> list[Video]:
    """Featured at moments some of which are the same, newest last."""
    chance = random.Random(seed)
    at, found = NOW, []
    for number in range(count):
        at += timedelta(seconds=chance.choice((0, 1, 60)))
        found.append(featured(number + 100_000 * seed, at))
    return found


def featured(number: int, at: datetime) -> Video:
    return video(number).model_copy(update={"featured_at": at})


def place(one: Video) -> Place:
    assert one.featured_at is not None
    return place_of(one.key, one.featured_at)


def all_pages(some: Iterable[Video]) -> tuple[ArchivePage, ...]:
    return stretch(ListedVideos(some), Dirty(onwards=START), EVERYTHING).pages


class Shelf:
    """The archive's pages by their names, brought up to date where something changed; remembers which
    were."""

    def __init__(self, some: Iterable[Video], most: int = EVERYTHING) -> None:
        self.pages = {page.name: page for page in all_pages(some)}
        self.most = most
        self.made: list[str] = []

    def look_at(self, some: Iterable[Video], changed: Dirty) -> None:
        order = ListedVideos(some)
        while changed.first is not None:
            found = stretch(order, changed, self.most)
            for name in list(self.pages):
                if found.first <= name and (found.last is None or name <= found.last):
                    del self.pages[name]
            self.pages |= {page.name: page for page in found.pages}
            self.made += [page.name for page in found.pages]
            assert found.rest.first is None or found.rest.first > changed.first
            changed = found.rest


def test_every_video_is_on_one_page_in_the_order_of_time_whatever_the_order_of_asking() -> None:
    some = videos(500)
    mixed = random.Random(1).sample(some, len(some))

    pages = all_pages(mixed)

    shown = [one.key for page in pages for one in reversed(page.videos)]
    assert shown == [one.key for one in sorted(some, key=place)]


def test_pages_lead_to_the_ones_beside_them_and_their_names_stand_in_their_order() -> None:
    pages = all_pages(videos(500))

    names = [page.name for page in pages]
    assert names == sorted(names)
    assert [page.older for page in pages] == [None, *names[:-1]]
    assert [page.newer for page in pages] == [*names[1:], None]


def test_pages_are_neither_short_nor_long() -> None:
    sizes = [len(page.videos) for seed in range(4) for page in all_pages(videos(3_000, seed))]

    assert min(sizes) >= REACH
    assert max(sizes) <= LONGEST
    assert 20 < sum(sizes) / len(sizes) < 30


def test_a_row_without_a_cut_is_divided_until_no_page_is_too_long() -> None:
    rising = sorted((featured(number, NOW) for number in range(300)), key=place)  # by their digests

    pages = all_pages(rising)

    assert max(len(page.videos) for page in pages) <= LONGEST
    assert min(len(page.videos) for page in pages) >= REACH


@pytest.mark.parametrize("count", [0, 1, 5, 24, 25, 26, 40])
def test_few_videos_have_few_pages(count: int) -> None:
    pages = all_pages(videos(count))

    assert sum(len(page.videos) for page in pages) == count
    assert len(pages) <= 1 + count // REACH


@pytest.mark.parametrize("seed", range(30))
def test_whatever_comes_and_goes_the_pages_around_it_are_all_that_is_to_be_made(seed: int) -> None:
    """Pages made around each change are, in the end, those made of all videos at once."""
    chance = random.Random(seed)
    here = videos(chance.choice((0, 3, 30, 200, 400)), seed)
    shelf = Shelf(here, most=chance.choice((1, 3, EVERYTHING)))
    spare = iter(range(1_000_000, 2_000_000))
    for _ in range(25):
        changed = []
        for _ in range(chance.choice((1, 1, 1, 5, 40))):
            if here and chance.random() < 0.6:
                changed.append(here.pop(chance.choice((-1, 0, chance.randrange(len(here))))))
            else:
                at = here[-1].featured_at if here else NOW
                assert at is not None
                at = chance.choice((at + timedelta(seconds=1), at, NOW + timedelta(minutes=chance.random())))
                changed.append(featured(next(spare), at))
                here = sorted([*here, changed[-1]], key=place)

        shelf.look_at(here, dirty(map(place, changed)))

        assert shelf.pages == {page.name: page for page in all_pages(here)}


def test_all_from_a_place_on_can_be_looked_at_in_steps() -> None:
    here = videos(600)
    shelf = Shelf([], most=4)

    shelf.look_at(here, Dirty(onwards=START))

    assert list(shelf.pages.values()) == list(all_pages(here))


def test_what_was_hidden_from_a_moment_on_is_looked_at_from_there() -> None:
    here = videos(300)
    shelf = Shelf(here)
    cut = place(here[170])
    left = [one for one in here if place(one) < cut]

    shelf.look_at(left, Dirty(onwards=cut))

    assert shelf.pages == {page.name: page for page in all_pages(left)}


@pytest.mark.parametrize("count", [300, 3_000])
def test_a_change_concerns_as_many_pages_among_few_as_among_many(count: int) -> None:
    here = videos(count)
    made = []
    for number in range(100, 200, 5):
        left = [one for one in here if one is not here[number]]
        made.append(len(stretch(ListedVideos(left), dirty([place(here[number])]), EVERYTHING).pages))

    assert max(made) <= 6


def test_the_two_ends_are_the_oldest_and_the_newest_page_with_the_one_beside() -> None:
    here = videos(1_000)
    pages = all_pages(here)
    order = ListedVideos(here)

    oldest = stretch(order, dirty([START, END]), EVERYTHING)
    newest = stretch(order, oldest.rest, EVERYTHING)

    assert oldest.pages[0] == pages[0]
    assert newest.pages[-1] == pages[-1]
    assert len(oldest.pages) + len(newest.pages) < 10
    assert newest.rest.first is None


def test_a_video_is_looked_for_wherever_it_stood_even_when_it_is_gone() -> None:
    first, second = NOW, NOW + timedelta(days=1)
    reviewed = video().model_copy(update={"status": VideoStatus.IN_REVIEW, "featured_at": None})
    shown = approve(reviewed, by="m", at=first, feature=True).video
    again = approve(
        shown.model_copy(update={"status": VideoStatus.IN_REVIEW}), by="m", at=second, feature=True
    ).video
    gone = withdraw(again, by="creator", at=second + timedelta(hours=1)).video

    assert places_of(gone) == places_of(again) == {place_of(gone.key, first), place_of(gone.key, second)}
    assert gone.taken_off_at == second + timedelta(hours=1)
    assert again.taken_off_at is None


def test_what_is_dirty_is_told_by_its_places_and_by_where_all_is() -> None:
    a, b, c, d = (Place(each, "") for each in "abcd")
    assert not dirty([b]).between(c, d)
    assert dirty([b]).between(a, b)
    assert Dirty((), c).between(a, c)
    assert dirty([a, c], b).since(c) == dirty([c], c)
    assert list(pairwise([dirty([]).first, dirty([b], a).first])) == [(None, a)]
