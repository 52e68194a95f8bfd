"""What one video adds to the figures."""

import re
from collections.abc import Iterator
from datetime import UTC
from hashlib import sha256
from typing import NewType

from pydantic import BaseModel, ConfigDict

from campaign.figures.script import UNKNOWN, script_of
from campaign.figures.tally import TOTAL, Bucket, Dimension, Tally
from campaign.videos.standing import ids_of
from campaign.videos.video import WITHOUT_CONTENT, Video

CreatorHash = NewType("CreatorHash", str)
"""128 bits of SHA-256 over platform and creator: enough to tell creators apart, and no handle is kept."""

_REGION = re.compile("[A-Z]{2}")
_COUNTABLE = 2**63
"""No platform counts further; a partner that says so has said nothing, and no sum of ours leaves DynamoDB's
38 digits."""


class Contribution(BaseModel):
    """The buckets that a video is counted in, and what it adds to each."""

    model_config = ConfigDict(frozen=True)

    day: str
    region: str
    script: str
    source: str
    creator: CreatorHash | None
    views: int
    likes: int
    shares: int

    @property
    def tally(self) -> Tally:
        """Without the creator: who is new in a bucket depends on their other videos."""
        return Tally(videos=1, views=self.views, likes=self.likes, shares=self.shares)

    def buckets(self) -> Iterator[Bucket]:
        yield TOTAL
        yield Bucket(Dimension.DAY, self.day)
        yield Bucket(Dimension.REGION, self.region)
        yield Bucket(Dimension.SCRIPT, self.script)
        yield Bucket(Dimension.SOURCE, self.source)


def contribution_of(video: Video) -> Contribution | None:
    """None for a video that does not count: in a state without content it is no part of the campaign."""
    if video.status in WITHOUT_CONTENT:
        return None
    known_region = video.region is not None and _REGION.fullmatch(video.region)
    return Contribution(
        day=f"{video.received_at.astimezone(UTC):%Y-%m-%d}",
        region=video.region if video.region and known_region else UNKNOWN,
        script=script_of(video.caption),
        source=video.source or UNKNOWN,
        creator=_creator(video),
        views=_said(video.figures.views),
        likes=_said(video.figures.likes),
        shares=_said(video.figures.shares),
    )


def _creator(video: Video) -> CreatorHash | None:
    """By their open_id if it is known, else by their handle, as the index of a creator's videos has it."""
    names = ids_of(video.platform, video.creator)
    return CreatorHash(sha256(names[-1].encode()).hexdigest()[:32]) if names else None


def _said(figure: int | None) -> int:
    return figure if figure is not None and figure < _COUNTABLE else 0
