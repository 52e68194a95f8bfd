"""How news of videos moves the figures: pure, and exact whatever is repeated, late, or told in another order.

For every video it is remembered which version was counted last, and as what. News of a newer version takes
that back and counts the new one; any other news says nothing. So whoever has counted the newest version of
every video has the sum from scratch, by whatever way they came there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from campaign.figures.contribution import Contribution, CreatorHash
from campaign.figures.tally import NOTHING, Bucket, Tally
from campaign.videos.video import VideoKey

VideosByBucket = Mapping[Bucket, int]
"""How many videos of one creator are in each bucket; a bucket without any is left out."""


class Counted(NamedTuple):
    """A version of a video as it is in the figures; without a contribution it is remembered and not
    counted."""

    version: int
    contribution: Contribution | None


class News(NamedTuple):
    """A version of a video that may have to be counted."""

    key: VideoKey
    version: int
    contribution: Contribution | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What has to be written, all or nothing: videos as counted now, creators whose buckets changed, and by
    how much each bucket moves."""

    videos: dict[VideoKey, Counted] = field(default_factory=dict)
    creators: dict[CreatorHash, VideosByBucket] = field(default_factory=dict)
    moves: dict[Bucket, Tally] = field(default_factory=dict)


_NEVER = Counted(0, None)


def creators_moved(news: Iterable[News], counted: Mapping[VideoKey, Counted]) -> set[CreatorHash]:
    """Whose videos `settle` needs to know: a creator's, where a video has come, gone, or changed its buckets.
    Figures that rise, which is what happens most, need none."""
    return {
        contribution.creator
        for one in news
        if _place(before := counted.get(one.key, _NEVER).contribution) != _place(one.contribution)
        for contribution in (before, one.contribution)
        if contribution is not None and contribution.creator is not None
    }


def _place(contribution: Contribution | None) -> tuple[CreatorHash | None, tuple[Bucket, ...]]:
    return (contribution.creator, tuple(contribution.buckets())) if contribution else (None, ())


def settle(
    news: Iterable[News],
    counted: Mapping[VideoKey, Counted],
    creators: Mapping[CreatorHash, VideosByBucket],
) -> Settlement:
    """`counted` is what is stored of the videos, `creators` what is stored of the `creators_moved`."""
    videos: dict[VideoKey, Counted] = {}
    tallies: defaultdict[Bucket, Tally] = defaultdict(Tally)
    moved: defaultdict[CreatorHash, Counter[Bucket]] = defaultdict(Counter)
    for one in news:
        before = videos.get(one.key) or counted.get(one.key, _NEVER)
        if one.version <= before.version:
            continue
        videos[one.key] = Counted(one.version, one.contribution)
        for contribution, sign in ((before.contribution, -1), (one.contribution, 1)):
            if contribution is None:
                continue
            for bucket in contribution.buckets():
                tallies[bucket] = tallies[bucket].plus(contribution.tally, sign)
                if contribution.creator is not None:
                    moved[contribution.creator][bucket] += sign
    changed: dict[CreatorHash, VideosByBucket] = {}
    for creator, by in moved.items():
        if any(by.values()):
            had = creators.get(creator, {})
            has = {bucket: n for bucket in {**had, **by} if (n := had.get(bucket, 0) + by[bucket])}
            changed[creator] = has
            for bucket in by:
                crossed = Tally(creators=(bucket in has) - (bucket in had))
                tallies[bucket] = tallies[bucket].plus(crossed)
    return Settlement(videos, changed, {bucket: by for bucket, by in tallies.items() if by != NOTHING})
