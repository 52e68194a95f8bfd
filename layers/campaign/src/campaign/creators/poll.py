"""The poll of connected creators: their public posts, newest first, and of those what carries a campaign
hashtag.

A post that is missing from the list is not gone: only TikTok's word for that very post says so.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Protocol

from campaign.creators.connection import Connection, ConnectionState, polled, postponed
from campaign.creators.platform import (
    AccessTokenRefusedError,
    ConnectionEndedError,
    Page,
    Posts,
    RateLimitedError,
)
from campaign.creators.storage import StoredConnection
from campaign.creators.tokens import Tokens
from campaign.kernel.batch import set_aside
from campaign.kernel.errors import CampaignError, ConflictError, PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.kernel.quarantine import Quarantine
from campaign.videos.hashtags import carries
from campaign.videos.intake import VideoObserved, write_message

LOOK_BACK = timedelta(days=30)
"""How far the first list of a creator goes; the consent page says so."""

OVERLAP = timedelta(days=2)
"""A post may have been made long before it became public, and the list is sorted by when it was made."""

AFTER_TROUBLE = timedelta(hours=1)
"""When a creator whose list failed is tried again."""


ONE_MORE = 20_000
"""Milliseconds that one more call to TikTok, and what follows it, may take."""


class Observe(Protocol):
    """TikTok's post in the campaign's own message; raises ValueError or PermanentError for one that cannot
    be read."""

    def __call__(
        self, post: Mapping[str, Any], *, open_id: str, observed_at: datetime, correlation_id: str
    ) -> VideoObserved: ...


class Intake(Protocol):
    def send_all(self, bodies: Iterable[str]) -> None: ...


class Outcome(Enum):
    """What became of one creator in a run."""

    LISTED = auto()
    LEFT = auto()
    """For a later run, or for good."""
    FAULT = auto()


class PollFaultError(Exception):
    """So many creators met a fault of ours: the rest of the run is done, and an alarm shall ring."""


class OutOfTimeError(Exception):
    """The run has to end; what it was at is begun again by the next one."""


@dataclass(frozen=True, slots=True)
class Run:
    """`may_go_on` says whether there is time for another page."""

    correlation_id: str
    may_go_on: Callable[[], bool]


class Poller:
    """`interval`: each creator is listed at least so often."""

    def __init__(
        self,
        *,
        tokens: Tokens,
        posts: Posts,
        observe: Observe,
        intake: Intake,
        quarantine: Quarantine,
        hashtags: tuple[str, ...],
        interval: timedelta,
    ) -> None:
        self.tokens = tokens
        self.connections = tokens.connections
        self.clock = tokens.clock
        self.posts = posts
        self.observe = observe
        self.intake = intake
        self.quarantine = quarantine
        self.hashtags = hashtags
        self.interval = interval

    def run(self, run: Run) -> None:
        """List whoever is due, until all are done, the time is up, or TikTok has had enough of us."""
        outcomes: Counter[Outcome] = Counter()
        try:
            for open_id in self.connections.due(self.clock()):
                outcomes[self._list(open_id, run)] += 1
        except OutOfTimeError:
            logger.info("the rest is left for the next run: the time is up")
        except RateLimitedError:
            count("PollsRateLimited")
            logger.warning("the rest is left for the next run: TikTok limits our calls")
        count("CreatorsListed", outcomes[Outcome.LISTED])
        logger.info("creators listed", creators=outcomes[Outcome.LISTED])
        if outcomes[Outcome.FAULT]:
            raise PollFaultError(outcomes[Outcome.FAULT])

    def _list(self, open_id: str, run: Run) -> Outcome:
        """Whatever goes wrong with this creator is no reason to leave out the next."""
        if not run.may_go_on():
            raise OutOfTimeError
        stored = self.connections.get(open_id)
        if stored is None or not self._is_due(stored.connection):
            return Outcome.LEFT  # the index had not heard of it yet
        try:
            self._hand_on(stored, run)
        except (RateLimitedError, OutOfTimeError):
            raise
        except ConflictError:
            logger.info("another run is at this creator, or they have left", creator=open_id)
        except ConnectionEndedError:
            return Outcome.LEFT  # written, counted and logged where it was found
        except CampaignError as error:
            self._postpone(open_id, str(error))
        except Exception:  # a fault of ours or of the deployment
            logger.exception("a creator's posts could not be listed", creator=open_id)
            self._postpone(open_id, "see the error above")
            return Outcome.FAULT
        else:
            return Outcome.LISTED
        return Outcome.LEFT

    def _is_due(self, connection: Connection) -> bool:
        due_at = connection.due_at
        is_connected = connection.state is ConnectionState.CONNECTED
        return is_connected and due_at is not None and due_at <= self.clock()

    def _hand_on(self, stored: StoredConnection, run: Run) -> None:
        """First the queue, then the next due time: a run that dies in between sends everything again, which
        the intake knows."""
        began = self.clock()
        stored, access_token = self.tokens.access(stored)
        try:
            videos = list(self._videos(stored.connection, access_token, run))
        except AccessTokenRefusedError:
            stored, access_token = self.tokens.renew(stored)
            videos = list(self._videos(stored.connection, access_token, run))
        except ConnectionEndedError:
            self.tokens.end(stored)
            raise
        self.intake.send_all(map(write_message, videos))
        handle = next((video.creator.handle for video in videos), None)
        done = polled(stored.connection, began, self.interval, handle)
        self.connections.save(done, stored, self.clock())
        count("CreatorVideosSeen", len(videos))

    def _videos(self, connection: Connection, access_token: str, run: Run) -> Iterator[VideoObserved]:
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

    def _postpone(self, open_id: str, reason: str) -> None:
        """Read anew: the tokens may have been renewed before it went wrong."""
        count("CreatorPollsFailed")
        logger.warning("a creator's posts will be listed later", creator=open_id, reason=reason)
        stored = self.connections.get(open_id)
        if stored is None or stored.connection.state is not ConnectionState.CONNECTED:
            return
        now = self.clock()
        try:
            self.connections.save(postponed(stored.connection, now + AFTER_TROUBLE), stored, now)
        except ConflictError:
            logger.info("the creator's connection has changed meanwhile", creator=open_id)
