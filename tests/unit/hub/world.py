"""A small campaign in memory to build a hub from: things change in it at random, each with its message."""

import json
import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from campaign.announcements.hold import NO_HOLD, Hold, turned
from campaign.figures.tally import Tally
from campaign.hub.archive import places_of
from campaign.hub.changes import changes_in
from campaign.hub.onward import Builder
from campaign.hub.state import HubState, read_state
from campaign.publications.attachments import read_attachment
from campaign.publications.content import Attachment
from campaign.publications.fields import Both
from campaign.publications.kind import FOR_THE_PUBLIC, Kind
from campaign.publications.moves import recall, withdraw
from campaign.publications.publication import Publication
from campaign.publications.uploads import Upload
from campaign.sessions.session import Session, SessionStatus
from campaign.videos import moves
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.unit.hub.samples import API, HUB_URL, NOW, ListedVideos, MemorySite, session, video
from tests.unit.publications.pictures import png
from tests.unit.publications.samples import BODY, REVIEWER, approved, content_of, proposed

_LINKED = "[a topic](guide:topic-1), [a toolkit](toolkit:kit-0)\n\n[[help]]\n"
_NAMES = {
    Kind.GUIDE: "topic",
    Kind.TOOLKIT: "kit",
    Kind.ADVOCATE: "advocate",
    Kind.ORGANISATION: "line",
    Kind.LAUNCH: "launch",
    Kind.ACTIVATION: "spring",
    Kind.TUTORIAL: "how",
    Kind.INSIGHT: "figure",
    Kind.PAGE: "free",
}


@dataclass
class World:
    """Implements what a build reads, and whatever an editor, a creator or the clock may do."""

    chance: random.Random
    now: datetime = NOW
    videos: dict[VideoKey, Video] = field(default_factory=dict)
    talks: dict[str, Session] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    hold: Hold = NO_HOLD
    number: int = 0

    def read(self, now: datetime, changed: Collection[VideoKey] = ()) -> HubState:
        since = self.hold.since if self.hold.on else None
        featured = (each for each in self.videos.values() if each.featured_at is not None)
        order = ListedVideos(each for each in featured if since is None or each.featured_at <= since)  # type: ignore[operator]
        known = (self.videos[key] for key in changed if key in self.videos)
        kept: Any = (
            self  # of sessions and publications a build lists those that there are, and asks for no other
        )
        return read_state(
            order,
            kept,
            kept,
            self,
            now,
            since,
            moved=frozenset(place for each in known for place in places_of(each)),
            frozen_from=min(filter(None, (self.hold.began, self.hold.since)), default=None),
        )

    def starting_from(self, moment: datetime) -> Iterable[Session]:
        return sorted((each for each in self.talks.values() if each.starts_at >= moment), key=_start)

    def all_of(self, kind: Kind) -> Iterable[Publication]:
        return [each for each in self.publications.values() if each.kind is kind]

    def totals(self) -> Tally:
        return Tally(videos=sum(each.featured_at is not None for each in self.videos.values()), creators=1)

    def content(self) -> "Shelf":
        return Shelf(self.attachments)

    def something_happens(self) -> str:
        """Answers the message that tells of it."""
        self.now += timedelta(seconds=self.chance.choice((1, 1, 40)))
        what = self.chance.choice(
            (
                self.featured,
                self.featured,
                self.taken_off,
                self.taken_off,
                self.seen_anew,
                self.talk_changes,
                self.published,
                self.published,
                self.taken_back,
                self.hold_turns,
            )
        )
        return what() or self.featured()

    def featured(self) -> str:
        off = [each for each in self.videos.values() if each.status is VideoStatus.IN_REVIEW]
        if off and self.chance.random() < 0.3:
            before = self.chance.choice(off)
        else:
            self.number += 1
            before = video(self.number).model_copy(
                update={"status": VideoStatus.IN_REVIEW, "featured_at": None}
            )
        return self._keep(moves.approve(before, by="m", at=self.now, feature=True).video)

    def taken_off(self) -> str | None:
        on = [each for each in self.videos.values() if each.featured_at is not None]
        if not on:
            return None
        one = self.chance.choice((on[0], on[-1], self.chance.choice(on)))
        if self.chance.random() < 0.3:
            again = moves.move(
                one, VideoStatus.IN_REVIEW, actor=moves.Actor.SYSTEM, by="system", at=self.now, rule="seen"
            )
            return self._keep(again)
        if self.chance.random() < 0.5:
            return self._keep(moves.reject(one, by="m", at=self.now, rule="unkind").video)
        return self._keep(moves.withdraw(one, by="creator", at=self.now).video)

    def seen_anew(self) -> str | None:
        on = [each for each in self.videos.values() if each.featured_at is not None]
        if not on:
            return None
        return self._keep(self.chance.choice(on).model_copy(update={"caption": f"Seen at {self.now}"}))

    def talk_changes(self) -> str:
        name = f"talk-{self.chance.randrange(4)}"
        starts_at = self.now + timedelta(hours=self.chance.randrange(1, 90))
        status = self.chance.choice(
            (SessionStatus.SCHEDULED, SessionStatus.SCHEDULED, SessionStatus.CANCELLED)
        )
        self.talks[name] = session(
            id=name, starts_at=starts_at, status=status, updated_at=self.now, timed_at=self.now
        )
        return told(f"session:{name}")

    def published(self) -> str:
        kind = self.chance.choice((*FOR_THE_PUBLIC, Kind.GUIDE, Kind.TOOLKIT))
        name = f"{_NAMES[kind]}-{self.chance.randrange(2)}"
        before = self.publications.get(f"{kind}:{name}")
        fields = {"version": f"1.{before.latest if before else 0}.0"} if kind is Kind.TOOLKIT else {}
        content = content_of(kind, body=self.chance.choice((BODY, _LINKED)), **fields)
        if kind in (Kind.GUIDE, Kind.TOOLKIT) and self.chance.random() < 0.6:
            picture = png(self.chance.randrange(1, 5))
            attachment = read_attachment("files/a.png", picture)
            assert isinstance(attachment, Attachment)
            self.attachments[attachment.path] = picture
            texts = {
                language: text.model_copy(update={"body": f"[a picture](files/a.png)\n\n{text.body}"})
                for language, text in content.texts.items()
            }
            content = content.model_copy(update={"attachments": (attachment,), "texts": texts})
        if before is not None and before.latest_hash == content.content_hash:
            return told(f"{kind}:{name}")  # nothing to propose, whether the newest is shown or was recalled
        publication, revision = proposed(content, self.now, before, name)
        self.publications[publication.subject] = approved(publication, revision, self.now)
        return told(publication.subject)

    def taken_back(self) -> str | None:
        live = [each for each in self.publications.values() if each.live and not each.withdrawn]
        if not live:
            return None
        one = self.chance.choice(live)
        if self.chance.random() < 0.5:
            after = withdraw(one, self.now)
        else:
            after = recall(one, one.live or 1, Both(ar="خطأ", en="A fault"), REVIEWER, self.now)
        self.publications[one.subject] = after or one
        return told(one.subject)

    def hold_turns(self) -> str:
        self.hold = turned(self.hold, on=not self.hold.on, why="why", by="s", now=self.now) or self.hold
        return told("hold:campaign")

    def time_passes(self) -> str:
        """And nobody says so but the schedule."""
        self.now += timedelta(hours=self.chance.choice((1, 5, 30)))
        return "{}"

    def _keep(self, one: Video) -> str:
        self.videos.pop(one.key, None)  # the newest change last
        self.videos[one.key] = one
        return told(f"video:{one.key}")


@dataclass(frozen=True)
class Shelf:
    """Implements `campaign.hub.attached.ReadableBucket`."""

    attachments: dict[str, bytes]

    def read(self, key: str, *, at_most: int) -> Upload | None:
        found = self.attachments.get(key[key.index("files/") :])
        return Upload(found, "etag") if found is not None else None


def show(world: World, site: MemorySite, *bodies: str) -> None:
    """As the function does with a batch, and with what it orders of itself."""
    waiting = [list(bodies)]
    while waiting:
        ordered: list[str] = []
        builder_of(world, site, ordered).show(changes_in(waiting.pop()))
        waiting += [[body] for body in ordered]


def builder_of(world: World, site: MemorySite, ordered: list[str]) -> Builder:
    return Builder(
        state=world,
        site=site,
        content=world.content(),
        go_on=ordered.append,
        clock=lambda: world.now,
        hub_url=HUB_URL,
        api=API,
    )


def anew(world: World) -> MemorySite:
    """The site as one build makes it where nothing stands yet."""
    site = MemorySite()
    show(world, site, "{}")
    return site


def told(subject: str) -> str:
    event = {
        "id": f"{subject}@1",
        "type": "thing.changed",
        "subject": subject,
        "revision": 1,
        "occurred_at": NOW.isoformat(),
        "correlation_id": "c-1",
    }
    return json.dumps({"detail": event})


def _start(one: Session) -> datetime:
    return one.starts_at


def batches(world: World, count: int) -> Iterator[list[str]]:
    """What is told together: some changes, or that time passed."""
    for _ in range(count):
        if world.chance.random() < 0.2:
            yield [world.time_passes()]
        else:
            yield [world.something_happens() for _ in range(world.chance.choice((1, 1, 2, 6)))]
