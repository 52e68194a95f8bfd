"""The campaign's figures as they are shown: tallies by day, region, script and source."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Dimension(StrEnum):
    """What figures are told apart by.

    `day`: the UTC day on which the campaign received the video · `region`: ISO 3166-1, as the platform said ·
    `script`: of the caption, ISO 15924, in place of its language · `source`: the video's way in.
    """

    TOTAL = "total"
    DAY = "day"
    REGION = "region"
    SCRIPT = "script"
    SOURCE = "source"


class Bucket(NamedTuple):
    """One value of one dimension: what is counted together."""

    dimension: Dimension
    value: str


TOTAL = Bucket(Dimension.TOTAL, "all")


class Tally(BaseModel):
    """`creators` are distinct, those that are known by an id or a handle. Views, likes and shares are as the
    platforms last said; where they did not say, nothing is added."""

    model_config = ConfigDict(frozen=True)

    videos: int = 0
    creators: int = 0
    views: int = 0
    likes: int = 0
    shares: int = 0

    def plus(self, other: "Tally", times: int = 1) -> "Tally":
        return Tally(**{name: getattr(self, name) + times * getattr(other, name) for name in MEASURES})


MEASURES = tuple(Tally.model_fields)
NOTHING = Tally()


class CampaignFigures(BaseModel):
    """What counts at a moment; a value that counts nothing any more is left out. Values in their order."""

    model_config = ConfigDict(frozen=True)

    total: Tally = NOTHING
    day: dict[str, Tally] = {}
    region: dict[str, Tally] = {}
    script: dict[str, Tally] = {}
    source: dict[str, Tally] = {}

    @classmethod
    def summed(cls, tallies: Iterable[tuple[Bucket, Tally]]) -> "CampaignFigures":
        """Tallies of one bucket are added up."""
        sums: defaultdict[Bucket, Tally] = defaultdict(Tally)
        for bucket, tally in tallies:
            sums[bucket] = sums[bucket].plus(tally)
        total = sums.pop(TOTAL, NOTHING)
        by: defaultdict[str, dict[str, Tally]] = defaultdict(dict)
        for bucket in sorted(sums):
            if sums[bucket] != NOTHING:
                by[bucket.dimension][bucket.value] = sums[bucket]
        return cls(total=total, **by)
