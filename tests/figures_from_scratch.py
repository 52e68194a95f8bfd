"""The figures as a sum from scratch over all videos: what those kept up from the stream must equal."""

from collections import defaultdict
from collections.abc import Iterable

from campaign.figures.contribution import Contribution, contribution_of
from campaign.figures.tally import Bucket, CampaignFigures, Tally
from campaign.videos.video import Video


def figures_of(videos: Iterable[Video]) -> CampaignFigures:
    return sum_of(map(contribution_of, videos))


def sum_of(contributions: Iterable[Contribution | None]) -> CampaignFigures:
    within: defaultdict[Bucket, list[Contribution]] = defaultdict(list)
    for contribution in contributions:
        if contribution is not None:
            for bucket in contribution.buckets():
                within[bucket].append(contribution)
    return CampaignFigures.summed((bucket, _tally(found)) for bucket, found in within.items())


def _tally(found: list[Contribution]) -> Tally:
    return Tally(
        videos=len(found),
        creators=len({one.creator for one in found} - {None}),
        views=sum(one.views for one in found),
        likes=sum(one.likes for one in found),
        shares=sum(one.shares for one in found),
    )
