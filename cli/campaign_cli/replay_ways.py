"""A row of a file as each of the ways in makes a message of it, with the product's own adapters."""

import random
from collections.abc import Iterable

from pydantic import ValidationError

from campaign.kernel.errors import PermanentError
from campaign.tiktok.lookups import LookUpPost, observe
from campaign.tiktok.oembed import Found
from campaign.tiktok.research import observed
from campaign.videos.hashtags import in_caption
from campaign.videos.intake import Creator, VideoObserved, write_message
from campaign_cli.errors import CommandError
from campaign_cli.replay_model import Sighting, invented_open_id


def messages(sent: Iterable[Sighting], seed: int) -> list[str]:
    """The bodies to send: every tenth twice, in an order that hangs on the seed alone.

    Raises CommandError for a row that is no video.
    """
    bodies = []
    for number, sighting in enumerate(sent):
        bodies += [write_message(seen(sighting))] * (2 if number % 10 == 9 else 1)
    random.Random(seed).shuffle(bodies)  # noqa: S311  # an order, not a secret
    return bodies


def seen(sighting: Sighting) -> VideoObserved:
    """Raises CommandError for a row that is no video."""
    correlation_id = f"replay-{sighting.place}-{sighting.way}"
    try:
        found = observed(sighting.row, sighting.at, correlation_id)
    except (PermanentError, ValidationError) as error:
        raise CommandError(f"row {sighting.place + 1} is not a video of a hashtag search") from error
    match sighting.way:
        case "search":
            return found
        case "webhook":
            return _looked_up(found)
        case "submission":
            return _submitted(found)


def _looked_up(found: VideoObserved) -> VideoObserved:
    """A connected creator's post became public, and oEmbed shows this of it."""
    told = LookUpPost(
        post_id=found.id,
        open_id=invented_open_id(found.id),
        observed_at=found.observed_at,
        correlation_id=found.correlation_id,
    )
    return observe(told, Found(found.id, "video", found.caption, found.creator.handle))


def _submitted(found: VideoObserved) -> VideoObserved:
    """Its creator sent the link in, and oEmbed shows this of it."""
    return VideoObserved(
        platform=found.platform,
        id=found.id,
        source="submission",
        observed_at=found.observed_at,
        correlation_id=found.correlation_id,
        creator=Creator(handle=found.creator.handle),
        caption=found.caption,
        hashtags=in_caption(found.caption),
    )
