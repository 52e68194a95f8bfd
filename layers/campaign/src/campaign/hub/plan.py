"""What the site consists of: each file, what it shows, and how it is made when it is wanted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from campaign.hub.site import Scope, SiteFile, StoredFile

CLOCK = "clock"
"""Shown by what changes by itself: a session that begins, an organisation whose verification runs out."""
FIGURES = "figures"
"""Shown by what says how many videos there are."""
VIDEOS = "video"
"""Shown by what has the newest videos, whichever they are."""
SESSIONS = "session"
"""Shown by what lists sessions: whichever changes."""
HOLD = "hold"
"""Shown by what a hold freezes."""
NOTHING: frozenset[str] = frozenset()
"""Shown by what a deployment alone changes."""


@dataclass(frozen=True, slots=True)
class Planned:
    """`shows`: the subjects whose change may change this file, as events name them (`session:talk`,
    `guide:low-mood`), or a kind alone (`session`, `guide`) for any of that kind, or CLOCK or FIGURES. It may
    name too many, never too few: what is not named does not reach the file until all is built anew."""

    path: str
    shows: frozenset[str]
    make: Callable[[], SiteFile | StoredFile]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of the site as it should be. `files` are to be looked at, in the order of writing; `paths` are
    all that belong into `scope`: what else lies there has to go. `comes_and_goes`: by their paths the
    files, of the whole site, that are there with one thing of the campaign and not before."""

    files: tuple[Planned, ...]
    paths: frozenset[str]
    scope: Scope
    comes_and_goes: Mapping[str, Planned] = field(default_factory=dict)


def touched(planned: Planned, changed: Collection[str]) -> bool:
    """Whether one of these subjects (or kinds) is shown by the file."""
    return any(subject in planned.shows or _kind(subject) in planned.shows for subject in changed)


def of_one(planned: Planned) -> bool:
    """Whether the file shows a single thing, a session or a publication."""
    return any(":" in subject for subject in planned.shows)


def _kind(subject: str) -> str:
    return subject.partition(":")[0]
