"""What the hub shows, read at one moment."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Protocol

from campaign.figures.tally import NOTHING, Tally
from campaign.hub.published import Published, published
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.publications.showing import USUAL, Limits
from campaign.publications.storage import Publications
from campaign.sessions.session import Phase, Session, SessionStatus
from campaign.sessions.storage import Sessions
from campaign.videos.video import Video

MAX_VIDEOS = 24
MAX_MONTHS = 12
MAX_SESSIONS = 12
"""A weekly series alone has up to 104 dates; the calendar has them all."""
_KEEP_PAST_SESSIONS = timedelta(days=30)


class FeaturedVideos(Protocol):
    """Where featured videos are found."""

    def featured_in(self, month: datetime) -> Iterable[Video]:
        """Those featured in the month (UTC) around that moment, newest first."""


class Figures(Protocol):
    """Where the campaign's figures are found."""

    def totals(self) -> Tally: ...


@dataclass(frozen=True)
class HubState:
    """`videos`: newest first · `sessions`: what the public may know of, by start, those of the last 30 days
    too, and behind them those that are postponed · `published`: what of publications is public · `read_at`:
    UTC."""

    videos: tuple[Video, ...]
    sessions: tuple[Session, ...]
    published: Published
    read_at: datetime
    totals: Tally = NOTHING

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
    videos: FeaturedVideos,
    sessions: Sessions,
    publications: Publications,
    figures: Figures,
    now: datetime,
    held_since: datetime | None = None,
    limits: Limits = USUAL,
) -> HubState:
    """Costs the same however many videos were ever featured: months are read back only until the page is
    full, and no more than 12 of them. Publications cost one query a kind.

    While a hold is on, `held_since` it began, no video comes onto the wall that was not there before, and no
    launch opens; what is taken down still goes.
    """
    featured: Iterable[Video] = chain.from_iterable(map(videos.featured_in, _months_back_from(now)))
    if held_since is not None:
        featured = (video for video in featured if video.featured_at and video.featured_at <= held_since)
    kept: Iterable[Publication] = chain.from_iterable(map(publications.all_of, Kind))
    if held_since is not None:
        kept = (each for each in kept if each.kind is not Kind.LAUNCH or _was_open(each, held_since))
    return HubState(
        videos=tuple(islice(featured, MAX_VIDEOS)),
        sessions=tuple(filter(_shown_until(now), sessions.starting_from(now - _KEEP_PAST_SESSIONS))),
        published=published(kept, now, limits),
        read_at=now,
        totals=figures.totals(),
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


def _months_back_from(now: datetime) -> Iterator[datetime]:
    """A moment of each month, this one first."""
    for _ in range(MAX_MONTHS):
        yield now
        now = now.replace(day=1) - timedelta(days=1)
