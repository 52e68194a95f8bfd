"""Creators whose videos all go at once: they left, or staff blocked them."""

from __future__ import annotations

from datetime import timedelta

from campaign.aws.readable_videos import readable_videos
from campaign.aws.table import Table
from campaign.creators.departures import connection_key, ends
from campaign.kernel.clock import Clock
from campaign.videos.creators import Withdrawal, blocked, departed, departure
from campaign.videos.intake import CreatorBlocked, CreatorLeft
from campaign.videos.standing import is_blocked, standing_key, standing_of
from campaign.videos.storage import creator_item, creator_key, creator_of, videos_of
from campaign.videos.video import Video

SETTLED_AFTER = timedelta(seconds=60)
"""So long may an intake still screen by the lists as they were before (`campaign.aws.screening`)."""


class Departures:
    """Answers the withdrawals of the creator's videos, and whether the message shall come back once.

    Who read before may write a video yet, and the index lags behind what is written. So the message comes
    back after the visibility timeout, which outlasts any writer, and goes through the videos once more.
    """

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table = table
        self.clock = clock

    def of(self, message: CreatorLeft | CreatorBlocked) -> tuple[list[Withdrawal], bool]:
        return self._left(message) if isinstance(message, CreatorLeft) else self._blocked(message)

    def _left(self, message: CreatorLeft) -> tuple[list[Withdrawal], bool]:
        """The departure is remembered first, and met by whoever reads after it."""
        key = creator_key(message.platform, message.open_id)
        known = self.table.get(*key)
        creator = departure(creator_of(known) if known else None, message)
        if creator is not None:
            item = creator_item(
                creator,
                version=known.version + 1 if known else 1,
                changed_at=self.clock(),
                correlation_id=message.correlation_id,
            )
            self.table.put(item, expected=known.version if known else None)
        self._disconnect(message)
        videos, are_all = self._videos(videos_of(message.platform, message.open_id))
        withdrawals = [departed(video, message.observed_at, message.correlation_id) for video in videos]
        return withdrawals, creator is not None or not are_all

    def _disconnect(self, message: CreatorLeft) -> None:
        """The creator's tokens go with them, unless they have connected anew since."""
        key = connection_key(message.platform, message.open_id)
        connection = self.table.get(*key)
        if connection is not None and ends(message.observed_at, connection):
            self.table.delete(*key, expected=connection.version)

    def _blocked(self, message: CreatorBlocked) -> tuple[list[Withdrawal], bool]:
        """Nothing, when staff have thought better of it."""
        creator = message.subject.removeprefix("creator:")
        item = self.table.get(*standing_key(creator))
        if item is None or not is_blocked(standing_of(item)):
            return [], False
        videos, are_all = self._videos(f"CREATOR#{creator}")
        comes_back = self.clock() - message.observed_at < SETTLED_AFTER or not are_all
        return [blocked(video, message) for video in videos], comes_back

    def _videos(self, partition: str) -> tuple[list[Video], bool]:
        """The creator's, and whether they are all: one that cannot be read must not keep the others here, and
        has the message come back until it reaches the dead letters."""
        items = list(self.table.query_index("gsi2", partition))
        videos = [video for _, video in readable_videos(items)]
        return videos, len(videos) == len(items)
