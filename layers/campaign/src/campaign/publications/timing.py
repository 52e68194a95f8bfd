"""What a publication calls for by its own times: a build of the hub at each turn, and a look by a person
before it goes stale. Decided from its present state alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.kernel.change import Subject
from campaign.publications.publication import Publication
from campaign.publications.showing import REVIEW_AHEAD, Limits, review_due_at, turns

AHEAD = timedelta(seconds=60)
"""A schedule fires up to 60 s after its time (EventBridge Scheduler's precision), so a tick is sent that much
before and hidden until its time: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"""
_SOON = AHEAD + timedelta(minutes=1)
"""A schedule for a time that has passed when it is set might never fire."""
_LONGEST_ID = 20
_LONGEST_PREFIX = 11


class Tick(BaseModel):
    """On the hub's queue: at `at`, and not before, what is public of `tick` becomes different."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tick: Subject
    revision: Annotated[int, Field(ge=1)]
    at: AwareDatetime
    correlation_id: str


class ReviewDue(BaseModel):
    """On the planning queue: somebody has to look at this revision of `review` again by `due_at`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    review: Subject
    revision: Annotated[int, Field(ge=1)]
    due_at: AwareDatetime
    correlation_id: str

    @property
    def opens_at(self) -> datetime:
        return self.due_at - REVIEW_AHEAD


@dataclass(frozen=True, slots=True)
class Timing:
    """`ticks` to come, by their schedules' names, each to be sent `AHEAD` of its time; `at_once` those for
    which no schedule would come in time. `review`, if one is due ever, and its schedule's name."""

    ticks: Mapping[str, Tick] = field(default_factory=dict)
    at_once: tuple[Tick, ...] = ()
    review: ReviewDue | None = None
    review_name: str = ""


def timing_of(publication: Publication, now: datetime, limits: Limits, correlation_id: str) -> Timing:
    """The same publication calls for the same names at any time.

    A turn that came since its last change may be missing from the build which that change ordered: it is
    told at once. One that had passed before is shown by that build.
    """
    ticks: dict[str, Tick] = {}
    at_once: list[Tick] = []
    for turn in turns(publication, limits):
        tick = Tick(
            tick=publication.subject,
            revision=publication.live or publication.latest,
            at=turn.at,
            correlation_id=correlation_id,
        )
        if turn.at > now + _SOON:
            ticks[_name(publication, turn.what, turn.at)] = tick
        elif turn.at > publication.changed_at:
            at_once.append(tick)
    review = _review_of(publication, limits, correlation_id)
    name = _name(publication, "review", review.due_at) if review else ""
    return Timing(ticks, tuple(at_once), review, name)


def _review_of(publication: Publication, limits: Limits, correlation_id: str) -> ReviewDue | None:
    opens_at, live = review_due_at(publication, limits), publication.live
    if opens_at is None or live is None:
        return None
    return ReviewDue(
        review=publication.subject,
        revision=live,
        due_at=opens_at + REVIEW_AHEAD,
        correlation_id=correlation_id,
    )


def still_due(review: ReviewDue, publication: Publication, limits: Limits) -> bool:
    """Whether it still is what the present state calls for."""
    present = _review_of(publication, limits, review.correlation_id)
    return present == review


def prefix_of(publication: Publication) -> str:
    """Of the names of its schedules, and of no other's: ids hold neither full stop nor underscore."""
    name = str(publication.id)
    if len(name) > _LONGEST_ID:
        name = f"{name[:_LONGEST_PREFIX]}_{blake2b(name.encode(), digest_size=4).hexdigest()}"
    return f"pub.{publication.kind}.{name}."


def _name(publication: Publication, what: str, at: datetime) -> str:
    """`pub.<kind>.<id>.r<revision>.<what>-<when>`, at most 64 characters, the time in hexadecimal seconds.

    A name stands for one time: a verification puts off when the same revision goes stale.
    """
    return f"{prefix_of(publication)}r{publication.live}.{what}-{int(at.timestamp()):x}"
