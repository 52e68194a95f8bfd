"""What a batch of the hub's messages asks for: which changes to show, and where the archive is to be looked
at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campaign.hub.archive import START, Dirty, Place, dirty
from campaign.hub.plan import VIDEOS
from campaign.kernel.change import read_change
from campaign.publications.kind import Kind
from campaign.publications.timing import Tick
from campaign.videos.video import VideoKey

_MOST_PLACES = 3_000
"""50 bytes each, of the 256 KiB that a message has."""
M = TypeVar("M", bound=BaseModel)


class ArchiveDue(BaseModel):
    """On the hub's queue: the archive's pages around these places, and all from `onwards` on, may be wrong.
    So a build that has too many of them goes on where it stopped, and `campaign hub build --all` begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    build: Literal["archive"] = "archive"
    places: tuple[tuple[str, str], ...] = ()
    onwards: tuple[str, str] | None = START
    correlation_id: Annotated[str, Field(min_length=1, max_length=128)] = "archive"

    @property
    def dirty(self) -> Dirty:
        onwards = Place(*self.onwards) if self.onwards is not None else None
        return dirty((Place(*place) for place in self.places), onwards)


def archive_due(rest: Dirty) -> ArchiveDue:
    """Of more places than a message can hold, all from the first of them on."""
    if len(rest.places) > _MOST_PLACES:
        return ArchiveDue(onwards=rest.first)
    return ArchiveDue(places=rest.places, onwards=rest.onwards)


@dataclass(frozen=True, slots=True)
class Changes:
    """`subjects` as events name them. `everything`: all but the archive is to be looked at, and of the
    archive its two ends. `archive`: where it is to be looked at besides."""

    subjects: frozenset[str] = frozenset()
    everything: bool = False
    archive: Dirty = field(default_factory=Dirty)

    @property
    def videos(self) -> tuple[VideoKey, ...]:
        """In order, each once."""
        prefix = f"{VIDEOS}:"
        return tuple(
            VideoKey(subject.removeprefix(prefix))
            for subject in sorted(self.subjects)
            if subject.startswith(prefix)
        )

    @property
    def publications(self) -> tuple[tuple[Kind, str], ...]:
        """Kind and id of those that changed."""
        named = (subject.partition(":") for subject in sorted(self.subjects))
        return tuple((Kind(kind), name) for kind, _, name in named if kind in _KINDS)


_KINDS = frozenset(Kind)


def changes_in(bodies: Iterable[str]) -> Changes:
    """A message that names no change, the schedule's `{}` or what cannot be read, asks for everything: a
    build too many is no harm."""
    subjects: set[str] = set()
    places: set[Place] = set()
    onwards: list[Place] = []
    everything = False
    for body in bodies:
        if '"build"' in body and (due := _read(ArchiveDue, body)) is not None:
            places.update(due.dirty.places)
            onwards += [due.dirty.onwards] if due.dirty.onwards is not None else []
        elif '"tick"' in body and (tick := _read(Tick, body)) is not None:
            subjects.add(tick.tick)
        elif (subject := _subject_of(body)) is not None:
            subjects.add(subject)
        else:
            everything = True
    return Changes(frozenset(subjects), everything, dirty(places, min(onwards, default=None)))


def _read(model: type[M], body: str) -> M | None:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None


def _subject_of(body: str) -> str | None:
    try:
        return read_change(body).subject
    except ValidationError:
        return None
