"""What a campaign meets in a soak, in the order in which it meets it, and what must come of all of it.

Nothing here looks at the stack: what is expected follows from what was sent, without the product's rules.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from campaign_cli.replay_model import WAYS, Facts, Sighting, Way, expected, invented_open_id
from campaign_cli.replay_ways import messages
from tests.simulators.catalogue import Catalogue
from tests.simulators.models import SimulatedCreator, SimulatedVideo
from tests.simulators.webhook_bodies import WebhookBodies

DUPLICATES, POISON = 0.10, 0.05
"""Of all that is sent: how much is sent a second time, and what share is poison."""
LATE = 60
"""A message may be overtaken by those of so many posts."""
FIRST_ID = 7_500_000_000_000_000_000
"""Beyond 2^53, where a float would lose the last digits."""
SECOND = timedelta(seconds=1)
DESPAIR = "I want to die, I will end it tonight, goodbye everyone #EndTheStigma"
QUEUES = (
    "Lookups",
    "Intake",
    "Planning",
    "Announcements",
    "Deliveries",
    "Invitations",
    "Bounces",
    "Publications",
)
"""Those that take a poison message apart from others by themselves: each has a quarantine."""


class Fate(StrEnum):
    """What becomes of a post in the world, and so of the video in the campaign."""

    REVIEWED = "in_review"
    FEATURED = "featured"
    REMOVED = "gone"
    RETURNED = "returned"
    DISTRESSED = "distressed"
    OTHER = "no hashtag"


SHARES = {
    Fate.REVIEWED: 44,
    Fate.FEATURED: 20,
    Fate.REMOVED: 12,
    Fate.RETURNED: 8,
    Fate.DISTRESSED: 8,
    Fate.OTHER: 8,
}


@dataclass(frozen=True)
class Post:
    """`seen`: every sighting that counts at the end. The place is the number in the creator's name."""

    place: int
    fate: Fate
    video: SimulatedVideo
    seen: tuple[Sighting, ...]

    @property
    def key(self) -> str:
        return f"tiktok:{self.video.id}"


class Sending(NamedTuple):
    """`way`: `webhook`, signed as TikTok does; `forged`, signed by somebody else; or the queue's name."""

    way: str
    body: str


@dataclass
class World:
    """Makes posts for as long as it is not `ended`; what is still on its way then is sent, too."""

    client_key: str
    catalogue: Catalogue
    start: datetime
    seed: int = 1
    ended: bool = False
    posts: list[Post] = field(default_factory=list)
    poison: set[str] = field(default_factory=set)
    """The bodies that must be in the quarantine."""

    def __post_init__(self) -> None:
        self._told_at = self.start
        self._bodies = WebhookBodies(self.client_key, lambda: self._told_at)
        self._chance = random.Random(self.seed)  # a choice, not a secret

    def sendings(self) -> Iterator[Sending]:
        """Out of order: each is late by a chance of its own."""
        waiting: list[tuple[float, int, Sending]] = []
        number = count()
        for position in count():
            if not self.ended:
                for sending in self._around(self._post(position)):
                    heappush(waiting, (position + self._chance.random() * LATE, next(number), sending))
            while waiting and (self.ended or waiting[0][0] <= position):
                yield heappop(waiting)[2]
            if self.ended:
                return

    def expected_videos(self) -> dict[str, Facts]:
        """By TikTok's id."""
        facts: dict[str, Facts] = {}
        for post in self.posts:
            match post.fate:
                case Fate.OTHER:
                    continue
                case Fate.REMOVED:
                    facts[post.video.id] = {"status": "gone", "caption": ""}
                case Fate.FEATURED:
                    facts |= {
                        key: {**each, "status": "featured"} for key, each in expected(post.seen).items()
                    }
                case _:
                    facts |= expected(post.seen)
        return facts

    def of_fate(self, *fates: Fate) -> list[Post]:
        return [post for post in self.posts if post.fate in fates]

    def _post(self, place: int) -> Post:
        (fate,) = self._chance.choices(list(SHARES), weights=list(SHARES.values()))
        handle = f"soak.{place}"
        words = {
            Fate.DISTRESSED: f"{place}: {DESPAIR}",
            Fate.OTHER: f"lunch number {place}",
        }.get(fate, f"kind words number {place} #EndTheStigma")
        at = self.start + (place % 3600) * SECOND
        video = SimulatedVideo(
            id=str(FIRST_ID + place), handle=handle, caption=words, created_at=at, views=place % 5000
        )
        self.catalogue.put_creator(
            SimulatedCreator(handle=handle, name=handle, open_id=invented_open_id(video.id))
        )
        self.catalogue.put(video)
        seen = tuple(_sighting(video, place, way, at) for way in self._ways(fate))
        if fate is Fate.RETURNED:
            seen = (_sighting(video, place, "webhook", at + 2 * SECOND),)
        post = Post(place, fate, video, seen)
        self.posts.append(post)
        return post

    def _ways(self, fate: Fate) -> list[Way]:
        if fate in {Fate.REVIEWED, Fate.DISTRESSED}:
            return self._chance.sample(WAYS, self._chance.randint(1, len(WAYS)))
        return ["webhook"]

    def _around(self, post: Post) -> Iterator[Sending]:
        """What tells of the post, some of it twice, and some poison."""
        for sending in self._of(post):
            yield sending
            if self._chance.random() < DUPLICATES:
                yield sending
            if self._chance.random() < POISON / (1 - POISON):
                yield self._poisonous(f"{post.place}-{self._chance.randrange(10**9)}")

    def _of(self, post: Post) -> Iterator[Sending]:
        for sighting in post.seen:
            if sighting.way == "webhook":
                yield self._public(post, sighting.at)
            else:
                (body,) = messages([sighting], self.seed)
                yield Sending("Intake", body)
        if post.fate in {Fate.REMOVED, Fate.RETURNED}:
            at = self.start + (post.place % 3600) * SECOND
            if post.fate is Fate.RETURNED:
                yield self._public(post, at)
            self._told_at = at + SECOND
            open_id, publish_id = invented_open_id(post.video.id), f"p.{post.place}"
            gone = self._bodies.post_no_longer_available(open_id, post.video.id, publish_id)
            yield Sending("webhook", gone.decode())

    def _public(self, post: Post, at: datetime) -> Sending:
        self._told_at = at
        open_id, publish_id = invented_open_id(post.video.id), f"p.{post.place}"
        return Sending(
            "webhook", self._bodies.post_publicly_available(open_id, post.video.id, publish_id).decode()
        )

    def _poisonous(self, name: str) -> Sending:
        kind = self._chance.choice(("forged", "webhook", *QUEUES))
        if kind == "forged":
            return Sending(kind, self._bodies.post_publicly_available("act.x", "1", name).decode())
        if kind == "webhook":
            body = self._bodies.event("soak.sparkled", "act.x", {"name": name}).decode()
        else:
            body = json.dumps({"kind": "soak", "name": name})
        self.poison.add(body)
        return Sending(kind, body)


def _sighting(video: SimulatedVideo, place: int, way: Way, at: datetime) -> Sighting:
    row = {
        "id": int(video.id),
        "username": video.handle,
        "video_description": video.caption,
        "hashtag_names": ["EndTheStigma"],
        "create_time": video.create_time,
        "view_count": video.views,
        "region_code": ("AE", "EG", "JO")[place % 3],
    }
    return Sighting(row, place, way, at + WAYS.index(way) / 4 * SECOND)
