"""Kept up from the stream, the figures are the sum from scratch: whatever is repeated, late, reordered,
replayed, and however many count at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.figures.contribution import CreatorHash
from campaign.figures.counting import Counted, News, Settlement, VideosByBucket, creators_moved, settle
from campaign.figures.tally import TOTAL, Bucket, CampaignFigures, Dimension, Tally
from campaign.videos.video import VideoKey
from tests.figures_from_scratch import sum_of
from tests.unit.figures.samples import History, contribution, deliveries, histories, told

KEY = VideoKey("tiktok:1")


@dataclass(frozen=True)
class Reading:
    """What a consumer has read, has decided and not yet written."""

    settlement: Settlement
    videos: dict[VideoKey, Counted | None]
    creators: dict[CreatorHash, tuple[int, VideosByBucket]]


@dataclass
class Ledger:
    """What is counted, written under the same conditions as the state table's rows."""

    videos: dict[VideoKey, Counted] = field(default_factory=dict)
    creators: dict[CreatorHash, tuple[int, VideosByBucket]] = field(default_factory=dict)
    moves: list[tuple[Bucket, Tally]] = field(default_factory=list)

    def read(self, news: list[News]) -> Reading:
        counted = {one.key: self.videos[one.key] for one in news if one.key in self.videos}
        known = {key: self.creators.get(key, (0, {})) for key in creators_moved(news, counted)}
        settlement = settle(news, counted, {key: by for key, (_, by) in known.items()})
        return Reading(settlement, {one.key: self.videos.get(one.key) for one in news}, known)

    def write(self, reading: Reading) -> bool:
        settlement = reading.settlement
        if any(self.videos.get(key) != reading.videos[key] for key in settlement.videos):
            return False
        if any(self.creators.get(key, (0, {}))[0] != reading.creators[key][0] for key in settlement.creators):
            return False
        self.videos |= settlement.videos
        for key, by in settlement.creators.items():
            self.creators[key] = (reading.creators[key][0] + 1, by)
        self.moves += settlement.moves.items()
        return True

    def count(self, news: list[News]) -> Settlement:
        reading = self.read(news)
        assert self.write(reading)
        return reading.settlement

    @property
    def figures(self) -> CampaignFigures:
        return CampaignFigures.summed(self.moves)


def newest(all_histories: list[History]) -> CampaignFigures:
    return sum_of(history[-1] for history in all_histories)


@given(st.data())
def test_repeated_and_reordered_news_come_to_the_sum_from_scratch(data: st.DataObject) -> None:
    drawn = data.draw(histories)
    ledger = Ledger()

    for batch in data.draw(deliveries(drawn)):
        ledger.count(batch)

    assert ledger.figures == newest(drawn)


@given(st.data())
def test_a_replay_of_everything_moves_nothing(data: st.DataObject) -> None:
    drawn = data.draw(histories)
    ledger = Ledger()
    for batch in data.draw(deliveries(drawn)):
        ledger.count(batch)

    replayed = ledger.count(data.draw(st.permutations(told(drawn))))

    assert replayed == Settlement()


@settings(max_examples=200)
@given(st.data())
def test_consumers_at_once_come_to_the_sum_from_scratch(data: st.DataObject) -> None:
    """Each may read while another writes: who wrote second finds its condition broken, and reads again."""
    drawn = data.draw(histories)
    waiting = data.draw(deliveries(drawn))
    ledger = Ledger()
    held: dict[int, tuple[list[News], Reading]] = {}

    while waiting or held:
        consumer = data.draw(st.integers(0, 2))
        if consumer in held:
            batch, reading = held.pop(consumer)
            died_after_writing = data.draw(st.booleans())
            if not ledger.write(reading) or (died_after_writing and len(waiting) < 3):
                waiting.append(batch)
        elif waiting:
            batch = waiting.pop(0)
            held[consumer] = batch, ledger.read(batch)

    assert ledger.figures == newest(drawn)


def test_a_video_that_moves_to_another_day_is_taken_back_from_the_first() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution())])

    ledger.count([News(KEY, 2, contribution(day="2026-03-02", views=120))])

    assert ledger.figures.day == {"2026-03-02": Tally(videos=1, creators=1, views=120, likes=10, shares=1)}


def test_a_video_that_counts_no_longer_leaves_nothing_behind() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution())])

    ledger.count([News(KEY, 2, None)])

    assert ledger.figures == CampaignFigures()
    assert ledger.creators[CreatorHash("noor")] == (2, {})


def test_a_creator_of_two_videos_is_one_creator_until_both_are_gone() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution()), News(VideoKey("tiktok:2"), 1, contribution(region="SA"))])
    assert ledger.figures.total.creators == 1
    assert {code: tally.creators for code, tally in ledger.figures.region.items()} == {"AE": 1, "SA": 1}

    ledger.count([News(KEY, 2, None)])

    assert ledger.figures.total.creators == 1
    assert ledger.figures.region.keys() == {"SA"}


def test_a_video_whose_creator_is_unknown_counts_without_one() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution(creator=None))])
    assert (ledger.figures.total.videos, ledger.figures.total.creators) == (1, 0)


def test_figures_that_rise_read_and_write_no_creator() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution())])
    news = [News(KEY, 2, contribution(views=150))]

    assert creators_moved(news, ledger.videos) == set()
    settlement = ledger.count(news)

    assert settlement.creators == {}
    assert settlement.moves[TOTAL] == Tally(views=50)
    assert {bucket.dimension for bucket in settlement.moves} == set(Dimension)


def test_a_version_that_changes_nothing_is_remembered_and_moves_nothing() -> None:
    ledger = Ledger()
    ledger.count([News(KEY, 1, contribution())])

    settlement = ledger.count([News(KEY, 3, contribution())])

    assert (settlement.videos, settlement.moves) == ({KEY: Counted(3, contribution())}, {})
    assert ledger.count([News(KEY, 2, contribution(views=7))]) == Settlement(), "late, and older"


def test_values_stand_in_their_order_and_empty_ones_are_left_out() -> None:
    by_day: defaultdict[str, Tally] = defaultdict(Tally)
    by_day |= {"2026-03-02": Tally(videos=1), "2026-03-01": Tally(videos=2), "2026-02-28": Tally()}

    figures = CampaignFigures.summed((Bucket(Dimension.DAY, day), tally) for day, tally in by_day.items())

    assert list(figures.day) == ["2026-03-01", "2026-03-02"]
