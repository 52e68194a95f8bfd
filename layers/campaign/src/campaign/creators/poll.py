"""The poll of connected creators: whoever is due, one after the other.

A post that is missing from the list is not gone: only TikTok's word for that very post says so.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol

from pydantic import ValidationError

from campaign.creators.connection import Connection, ConnectionState, polled, postponed
from campaign.creators.listing import Listing, OutOfTimeError, Run
from campaign.creators.platform import AccessTokenRefusedError, ConnectionEndedError, RateLimitedError
from campaign.creators.storage import StoredConnection
from campaign.creators.tokens import Tokens
from campaign.kernel.errors import CampaignError, ConflictError
from campaign.kernel.observability import count, logger
from campaign.videos.intake import VideoObserved, write_message

AFTER_TROUBLE = timedelta(hours=1)
"""When a creator whose list failed is tried again."""


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


class Poller:
    """`interval`: each creator is listed at least so often."""

    def __init__(
        self,
        *,
        tokens: Tokens,
        listing: Listing,
        intake: Intake,
        interval: timedelta,
    ) -> None:
        self.tokens = tokens
        self.connections = tokens.connections
        self.clock = tokens.clock
        self.listing = listing
        self.intake = intake
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
        try:
            stored = self.connections.get(open_id)
        except ValidationError:  # it stays first in the index, and must not stop each run there
            logger.error("a stored connection cannot be read", creator=open_id)
            return Outcome.FAULT
        if stored is None or not self._is_due(stored.connection):
            return Outcome.LEFT  # the index had not heard of it yet
        try:
            self._hand_on(stored, run)
        except RateLimitedError:
            raise
        except OutOfTimeError:
            self._postpone(open_id, self.clock())  # behind all who wait: the list may be longer than a run
            raise
        except ConflictError:
            logger.info("another run is at this creator, or they have left", creator=open_id)
        except ConnectionEndedError:
            return Outcome.LEFT  # written, counted and logged where it was found
        except CampaignError as error:
            self._failed(open_id, str(error))
        except Exception:  # a fault of ours or of the deployment
            logger.exception("a creator's posts could not be listed", creator=open_id)
            self._failed(open_id, "see the error above")
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
            videos = self._videos(stored, access_token, run)
        except AccessTokenRefusedError:
            if not run.may_go_on():  # or the new tokens would be lost with the run
                raise OutOfTimeError from None
            stored, access_token = self.tokens.renew(stored)
            videos = self._videos(stored, access_token, run)
        self.intake.send_all(map(write_message, videos))
        handle = next((video.creator.handle for video in videos), None)
        done = polled(stored.connection, began, self.interval, handle)
        self.connections.save(done, stored, self.clock())
        count("CreatorVideosSeen", len(videos))

    def _videos(self, stored: StoredConnection, access_token: str, run: Run) -> list[VideoObserved]:
        try:
            return list(self.listing.videos(stored.connection, access_token, run))
        except ConnectionEndedError:
            self.tokens.end(stored)
            raise

    def _failed(self, open_id: str, reason: str) -> None:
        count("CreatorPollsFailed")
        logger.warning("a creator's posts will be listed later", creator=open_id, reason=reason)
        self._postpone(open_id, self.clock() + AFTER_TROUBLE)

    def _postpone(self, open_id: str, until: datetime) -> None:
        """Read anew: the tokens may have been renewed before it went wrong."""
        stored = self.connections.get(open_id)
        if stored is None or stored.connection.state is not ConnectionState.CONNECTED:
            return
        try:
            self.connections.save(postponed(stored.connection, until), stored, self.clock())
        except ConflictError:
            logger.info("the creator's connection has changed meanwhile", creator=open_id)
