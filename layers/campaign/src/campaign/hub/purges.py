"""How long a video that had to go was still shown: the metric TimeToPurge."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import ValidationError

from campaign.kernel.change import ChangeEvent, read_change
from campaign.kernel.observability import logger, took

PURGES = frozenset({"video.gone", "video.withdrawn", "video.rejected"})
"""The changes after which a video must not be shown."""


def tell_purges(bodies: Iterable[str], built_at: datetime) -> None:
    """Count from the moment when somebody said that the video is to go, on to a build that has read so and is
    written. That is an upper bound: another build may have been faster, and an event may come twice.
    """
    for event in _purges(bodies):
        seconds = max((built_at - (event.said_at or event.occurred_at)).total_seconds(), 0.0)
        took("TimeToPurge", seconds)
        logger.info(
            "purged from the hub",
            subject=event.subject,
            seconds=round(seconds, 1),
            correlation_id=event.correlation_id,
        )


def _purges(bodies: Iterable[str]) -> Iterator[ChangeEvent]:
    for body in bodies:
        try:
            event = read_change(body)
        except ValidationError:  # what only orders a build: the schedule, `campaign hub build`
            continue
        if event.type in PURGES:
            yield event
