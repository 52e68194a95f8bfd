"""A batch of intake messages in one read and one write, however many messages there are.

A call to DynamoDB costs more CPU than all that is decided between two of them (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from botocore.config import Config

from campaign.aws.batch_writes import LIMIT, Outcome, write_batch
from campaign.aws.clients import user_agent
from campaign.aws.departures import Departures
from campaign.aws.table import Key, Table
from campaign.care.screening import screen as screen_text
from campaign.care.sign import Sign, strongest
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item
from campaign.kernel.observability import logger
from campaign.videos.care import HEARD, Look, unshown
from campaign.videos.creators import Withdrawal, departed
from campaign.videos.intake import CreatorBlocked, CreatorLeft, VideoMessage, VideoObserved
from campaign.videos.rules import decide
from campaign.videos.screening import Screen
from campaign.videos.storage import creator_key, creator_of, next_item, video_item, video_key, video_of
from campaign.videos.video import WITHOUT_CONTENT, Video, VideoKey

CLIENT_CONFIG = Config(parameter_validation=False, user_agent=user_agent())
"""For the client of the intake: that botocore checks our own attributes once more took a third of its CPU."""

BATCH_OPERATIONS = ("BatchGetItem", "BatchExecuteStatement")
"""What the intake calls for every batch."""

ROUNDS = 3
"""How often a video is read and decided again when another function was faster."""


class Arrival(NamedTuple):
    """A message about one video, and its place in the batch."""

    position: int
    message: VideoMessage | Withdrawal


Arrivals = dict[Key, list[Arrival]]


@dataclass
class Applied:
    """`retry`: positions of the messages to be handed in again · `received`: how many videos came new."""

    retry: set[int] = field(default_factory=set)
    received: int = 0

    def give_back(self, arrivals: Arrivals) -> None:
        self.retry.update(arrival.position for of_video in arrivals.values() for arrival in of_video)


class VideoIntake:
    """Reads, decides, and writes on condition that nobody else wrote meanwhile; else it starts again."""

    def __init__(
        self, table: Table, clock: Clock, screening: Callable[[], Screen], look: Look = screen_text
    ) -> None:
        self.look = look
        self.table = table
        self.clock = clock
        self.screening = screening
        self.departures = Departures(table, clock)

    def apply(self, messages: Sequence[VideoMessage | CreatorLeft | CreatorBlocked]) -> Applied:
        """Messages of one video become one write; a message that says nothing new becomes none.

        The answer's `retry` holds just what clashed in every round, was throttled or refused, or could not be
        read, and each departure that is new (`Departures` says why).
        """
        applied = Applied()
        waiting = self._by_video(messages, applied)
        for _ in range(ROUNDS):
            waiting = self._round(waiting, applied)
            if not waiting:
                break
        applied.give_back(waiting)
        # One line for a batch: a line for each message would cost as much as taking it in.
        logger.info(
            "messages applied",
            received=applied.received,
            retried=len(applied.retry),
            correlation_ids=sorted({message.correlation_id for message in messages}),
        )
        return applied

    def _by_video(
        self, messages: Sequence[VideoMessage | CreatorLeft | CreatorBlocked], applied: Applied
    ) -> Arrivals:
        waiting: Arrivals = {}
        for position, message in enumerate(messages):
            about: Sequence[VideoMessage | Withdrawal] = []
            if isinstance(message, CreatorLeft | CreatorBlocked):
                try:
                    about, comes_back = self.departures.of(message)
                except (TransientError, ConflictError) as error:
                    logger.warning("a creator's departure will be retried", reason=str(error))
                    comes_back = True
                except Exception:  # as of a video: what else the batch holds goes on
                    logger.exception("a creator's departure will be retried")
                    comes_back = True
                if comes_back:
                    applied.retry.add(position)
            else:
                about = [message]
            for each in about:
                key = video_key(VideoKey(f"{each.platform}:{each.id}"))
                waiting.setdefault(key, []).append(Arrival(position, each))
        return waiting

    def _round(self, waiting: Arrivals, applied: Applied) -> Arrivals:
        """One read and one write for each 25 videos. Answers those whose write clashed."""
        clashed: Arrivals = {}
        keys = list(waiting)
        for start in range(0, len(keys), LIMIT):
            part = {key: waiting[key] for key in keys[start : start + LIMIT]}
            try:
                clashed |= self._write(part, applied)
            except TransientError as error:
                logger.warning("videos will be retried", videos=len(part), reason=str(error))
                applied.give_back(part)
        return clashed

    def _write(self, part: Arrivals, applied: Applied) -> Arrivals:
        screen = self.screening()
        stored = self._read(part)
        now = self.clock()
        writes: list[tuple[Item, Item | None]] = []
        for key, arrivals in part.items():
            try:
                new = decided(arrivals, stored.get(key), stored, now, screen, self.look)
            except Exception:  # an item of a newer version, or a fault of ours: the other videos go on
                logger.exception("video will be retried", video=key[0])
                applied.give_back({key: arrivals})
                continue
            if new is not None:
                writes.append((new, stored.get(key)))
        clashed: Arrivals = {}
        outcomes = write_batch(self.table.client, self.table.name, writes)
        for (new, _), outcome in zip(writes, outcomes, strict=True):
            if outcome is Outcome.CLASHED:
                clashed[new.key] = part[new.key]
            elif outcome is Outcome.WRITTEN:
                applied.received += new.version == 1 and new.change not in (None, HEARD)
            else:
                logger.warning("video will be retried", video=new.pk, reason=outcome)
                applied.give_back({new.key: part[new.key]})
        return clashed

    def _read(self, part: Arrivals) -> dict[Key, Item]:
        """The stored videos, and of their creators those who have left."""
        creators = {
            creator_key(arrival.message.platform, arrival.message.creator.open_id): None
            for arrivals in part.values()
            for arrival in arrivals
            if isinstance(arrival.message, VideoObserved) and arrival.message.creator.open_id
        }
        keys = [*part, *creators]
        stored: dict[Key, Item] = {}
        for start in range(0, len(keys), 100):
            stored |= self.table.get_many(keys[start : start + 100])
        return stored


def decided(
    arrivals: Sequence[Arrival],
    old: Item | None,
    stored: Mapping[Key, Item],
    now: datetime,
    screen: Screen,
    look: Look,
) -> Item | None:
    """The item to write, or None when no message says anything new.

    The last change that has a name gives it to the write, "received" only when there is no other: a featured
    video that was gone and came back must leave the page, and the pages do not wait for what is received.
    """
    before = video = video_of(old) if old else None
    change: str | None = None
    correlation_id: str | None = None
    messages = list(_with_departures(arrivals, stored))
    for message in messages:
        if decision := decide(video, message, now, screen):
            video = decision.video
            if change is None or decision.change not in {None, "video.received"}:
                change = decision.change
            correlation_id = message.correlation_id
    if video is None:
        return None
    care = _heard(messages, old, before, video, look)
    if correlation_id is None:
        if care is None or (old is not None and care == old.care):
            return None
        correlation_id = messages[-1].correlation_id
    if change is None and (care or (before is not None and video.caption not in ("", before.caption))):
        change = HEARD
    if old is None or before is None:
        item = video_item(video, version=1, change=change, changed_at=now, correlation_id=correlation_id)
    else:
        item = next_item(old, before, video, change=change, changed_at=now, correlation_id=correlation_id)
    return item._replace(care=care) if care else item


def _heard(
    messages: Sequence[VideoMessage | Withdrawal],
    old: Item | None,
    before: Video | None,
    video: Video,
    look: Look,
) -> str | None:
    """The sign that goes with this write. A video without content keeps it: what is seen of it again and
    again is told once."""
    sign = unshown(messages, before, video, look)
    if old is not None and old.care is not None and video.status in WITHOUT_CONTENT:
        sign = strongest(sign, Sign.model_validate_json(old.care))
    return sign.model_dump_json() if sign else None


def _with_departures(
    arrivals: Sequence[Arrival], stored: Mapping[Key, Item]
) -> Iterator[VideoMessage | Withdrawal]:
    for arrival in arrivals:
        message = arrival.message
        yield message
        if isinstance(message, VideoObserved) and message.creator.open_id:
            left = stored.get(creator_key(message.platform, message.creator.open_id))
            if left is not None:
                yield departed(message, creator_of(left).left_at, message.correlation_id)
