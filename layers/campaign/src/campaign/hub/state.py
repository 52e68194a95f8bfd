"""What the hub shows, read at one moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice, takewhile
from typing import Protocol

from campaign.figures.tally import NOTHING, Tally
from campaign.hub.archive import END, START, FeaturedOrder, NoVideos, Place
from campaign.hub.published import Published, published
from campaign.hub.taken_off import TakenOff
from campaign.kernel.clock import iso
from campaign.publications.kind import FOR_THE_PUBLIC, Kind
from campaign.publications.publication import Publication
from campaign.publications.showing import USUAL, Limits
from campaign.publications.storage import Publications
from campaign.sessions.session import Phase, Session, SessionStatus
from campaign.sessions.storage import Sessions
from campaign.videos.video import Video

MAX_VIDEOS = 50
"""As many as a feed has, and as one query reads."""
_KEEP_VIDEOS = timedelta(days=365)
MAX_SESSIONS = 12
"""A weekly series alone has up to 104 dates; the calendar has them all."""
_KEEP_PAST_SESSIONS = timedelta(days=30)


class Figures(Protocol):
    """Where the campaign's figures are found."""

    def totals(self) -> Tally: ...


@dataclass(frozen=True)
class HubState:
    """`videos`: newest first · `sessions`: what the public may know of, by start, those of the last 30 days
    too, and behind them those that are postponed · `published`: what of publications is public · `read_at`:
    UTC · `featured`: all videos of the archive, read as far as they are asked for · `moved`: where in it the
    changed videos stand or stood · `frozen_from`: where the latest hold began to freeze it · `taken_off`:
    videos that were on the hub, and since when they are not, the latest."""

    videos: tuple[Video, ...]
    sessions: tuple[Session, ...]
    published: Published
    read_at: datetime
    totals: Tally = NOTHING
    featured: FeaturedOrder = field(default_factory=NoVideos)
    moved: frozenset[Place] = frozenset()
    frozen_from: Place = START
    taken_off: tuple[TakenOff, ...] = ()

    @property
    def upcoming(self) -> tuple[Session, ...]:
        """Sessions that are not over yet; of the postponed nobody knows when."""
        return tuple(
            session
            for session in self.sessions
            if session.ends_at > self.read_at or session.status is SessionStatus.POSTPONED
        )

    @property
    def next_up(self) -> tuple[Session, ...]:
        """What the home page has room for: the next twelve with a date, and all that are postponed."""
        dated = (session for session in self.upcoming if session.status is not SessionStatus.POSTPONED)
        waiting = (session for session in self.upcoming if session.status is SessionStatus.POSTPONED)
        return (*islice(dated, MAX_SESSIONS), *waiting)

    @property
    def replays(self) -> tuple[Session, ...]:
        """Sessions that can be seen again, the latest first."""
        ended = (session for session in self.sessions if session.phase(self.read_at) is Phase.REPLAY)
        return tuple(ended)[::-1]


def read_state(
    featured: FeaturedOrder,
    sessions: Sessions,
    publications: Publications,
    figures: Figures,
    now: datetime,
    held_since: datetime | None = None,
    limits: Limits = USUAL,
    *,
    moved: frozenset[Place] = frozenset(),
    frozen_from: datetime | None = None,
    taken_off: Iterable[TakenOff] = (),
) -> HubState:
    """Costs the same however many videos were ever featured: of those not older than a year, as many are read
    as the wall has room for. Publications cost one query a kind.

    While a hold is on, `held_since` it began, no launch opens; nor does a video come onto the wall, because
    `featured` ends there.
    """
    since = now - _KEEP_VIDEOS
    wall = takewhile(lambda video: video.featured_at and video.featured_at > since, featured.older_than(END))
    kept: Iterable[Publication] = chain.from_iterable(map(publications.all_of, FOR_THE_PUBLIC))
    if held_since is not None:
        kept = (each for each in kept if each.kind is not Kind.LAUNCH or _was_open(each, held_since))
    return HubState(
        videos=tuple(islice(wall, MAX_VIDEOS)),
        sessions=tuple(filter(_shown_until(now), sessions.starting_from(now - _KEEP_PAST_SESSIONS))),
        published=published(kept, now, limits),
        read_at=now,
        totals=figures.totals(),
        featured=featured,
        moved=moved,
        frozen_from=Place(iso(frozen_from), "") if frozen_from else START,
        taken_off=tuple(taken_off),
    )


def _was_open(publication: Publication, at: datetime) -> bool:
    return publication.public_since is not None and publication.public_since <= at


def _shown_until(now: datetime) -> Callable[[Session], bool]:
    """Never drafts; what is cancelled for 30 days, so that every calendar hears of it."""

    def shown(session: Session) -> bool:
        if session.status is SessionStatus.CANCELLED:
            return session.timed_at > now - _KEEP_PAST_SESSIONS
        return session.is_public

    return shown
