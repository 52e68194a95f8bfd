"""The posts of one connected creator: as far back as they matter, and of them what carries a campaign
hashtag."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from campaign.creators.connection import Connection
from campaign.creators.platform import Page, Posts
from campaign.kernel.batch import set_aside
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.quarantine import Quarantine
from campaign.videos.hashtags import carries
from campaign.videos.intake import VideoObserved

LOOK_BACK = timedelta(days=30)
"""How far the first list of a creator goes; the consent page says so."""

OVERLAP = timedelta(days=2)
"""A post may have been made long before it became public, and the list is sorted by when it was made."""

ONE_MORE = 20_000
"""Milliseconds that one more call to TikTok, and what follows it, may take."""


class Observe(Protocol):
    """TikTok's post in the campaign's own message; raises ValueError or PermanentError for one that cannot
    be read."""

    def __call__(
        self, post: Mapping[str, Any], *, open_id: str, observed_at: datetime, correlation_id: str
    ) -> VideoObserved: ...


class OutOfTimeError(Exception):
    """The run has to end; what it was at is begun again by the next one."""


@dataclass(frozen=True, slots=True)
class Run:
    """`may_go_on` says whether there is time for another page."""

    correlation_id: str
    may_go_on: Callable[[], bool]


class Listing:
    """Of a run that has to end nothing is handed on: the next one begins the creator's list again."""

    def __init__(
        self,
        posts: Posts,
        observe: Observe,
        quarantine: Quarantine,
        hashtags: tuple[str, ...],
        clock: Clock,
    ) -> None:
        self.posts = posts
        self.observe = observe
        self.quarantine = quarantine
        self.hashtags = hashtags
        self.clock = clock

    def videos(self, connection: Connection, access_token: str, run: Run) -> Iterator[VideoObserved]:
        """Raises OutOfTimeError, and what `Posts` raises."""
        since = (connection.polled_at - OVERLAP) if connection.polled_at else self.clock() - LOOK_BACK
        for page, asked_at in self._pages(access_token, since, run):
            for post in page.posts:
                video = self._read(post, connection, asked_at, run) if self._carries_hashtag(post) else None
                if video and (video.published_at is None or video.published_at >= since):
                    yield video

    def _pages(self, access_token: str, since: datetime, run: Run) -> Iterator[tuple[Page, datetime]]:
        """Each with the moment before it was asked for: what TikTok says later than that is newer."""
        cursor: int | None = None
        while True:
            if not run.may_go_on():
                raise OutOfTimeError
            asked_at = self.clock()
            page = self.posts.page(access_token, cursor)
            yield page, asked_at
            if not page.has_more or page.cursor < since.timestamp() * 1000:
                return
            if cursor is not None and page.cursor >= cursor:
                raise TransientError("TikTok's list", "it does not come to an end", "list it again later")
            cursor = page.cursor

    def _carries_hashtag(self, post: Mapping[str, Any]) -> bool:
        caption = post.get("video_description")
        return isinstance(caption, str) and carries(caption, self.hashtags)

    def _read(
        self, post: Mapping[str, Any], connection: Connection, asked_at: datetime, run: Run
    ) -> VideoObserved | None:
        try:
            return self.observe(
                post, open_id=connection.open_id, observed_at=asked_at, correlation_id=run.correlation_id
            )
        except (PermanentError, ValueError) as error:
            set_aside(
                json.dumps(post), error, source="tiktok.list", quarantine=self.quarantine, clock=self.clock
            )
            return None
