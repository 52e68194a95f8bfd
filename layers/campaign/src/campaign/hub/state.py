"""What the hub shows, read at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Protocol

from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import Toolkit
from campaign.sessions.session import Session
from campaign.sessions.storage import Sessions
from campaign.videos.video import Video

MAX_VIDEOS = 24
_KEEP_PAST_SESSIONS = timedelta(days=30)


class FeaturedVideos(Protocol):
    """Where featured videos are found."""

    def featured_in(self, month: datetime) -> Iterable[Video]:
        """Those featured in the month (UTC) around that moment, newest first."""


@dataclass(frozen=True)
class HubState:
    """`videos`: newest first · `sessions`: by start, those of the last 30 days too · `read_at`: UTC."""

    videos: tuple[Video, ...]
    sessions: tuple[Session, ...]
    toolkits: tuple[Toolkit, ...]
    read_at: datetime

    @property
    def upcoming(self) -> tuple[Session, ...]:
        """Sessions that are not over yet."""
        return tuple(session for session in self.sessions if session.ends_at > self.read_at)


def read_state(videos: FeaturedVideos, sessions: Sessions, toolkits: Toolkits, now: datetime) -> HubState:
    """Costs the same however many videos were ever featured: no more than is shown is read, of two months."""
    months = (now, now.replace(day=1) - timedelta(days=1))
    featured = chain.from_iterable(videos.featured_in(month) for month in months)
    return HubState(
        videos=tuple(islice(featured, MAX_VIDEOS)),
        sessions=tuple(sessions.starting_from(now - _KEEP_PAST_SESSIONS)),
        toolkits=tuple(toolkits.all_live()),
        read_at=now,
    )
