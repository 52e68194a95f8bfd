"""Who is told what, and when: worked out a second time, from the issue's words and a table of numbers.

Nothing of `campaign` is imported here. The model is slow and plain on purpose: it keeps no schedules, no
queues and no ledger, it looks at one reader after the other.

The order of what happens at one moment matters to the frequency cap alone: first the changes, in their order,
each with what it tells at once; then the milestones by session and name; then what quiet hours held.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.announced.life import Happening, Life
from tests.announced.quiet import quiet_end
from tests.announced.reader import Reader

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_MILESTONE, _RELEASED = 1, 2


class Rule(NamedTuple):
    """`ahead`: how long before the start it is due; None: at once. `useful`: from the start, and from when it
    was due where the start does not count; None: see `Model._useful_until`. `late_goes_out`: it is sent even
    past its use, and breaks quiet hours that would outlast it. `in_digest`: what readers of the digest are
    told at once as well."""

    ahead: timedelta | None
    useful: timedelta | None
    late_goes_out: bool
    capped: bool
    digest_too: bool


RULES = {
    "session.announced": Rule(None, None, late_goes_out=False, capped=True, digest_too=False),
    "session.moved": Rule(None, None, late_goes_out=True, capped=False, digest_too=True),
    "session.postponed": Rule(None, None, late_goes_out=True, capped=False, digest_too=True),
    "session.cancelled": Rule(None, None, late_goes_out=True, capped=False, digest_too=True),
    "reminder.day": Rule(DAY, -HOUR, late_goes_out=False, capped=True, digest_too=False),
    "reminder.hour": Rule(HOUR, 0 * HOUR, late_goes_out=False, capped=True, digest_too=False),
    "live.now": Rule(0 * HOUR, HOUR / 4, late_goes_out=False, capped=True, digest_too=False),
    "replay.available": Rule(None, 7 * DAY, late_goes_out=False, capped=True, digest_too=False),
    "digest.weekly": Rule(None, 2 * DAY, late_goes_out=False, capped=False, digest_too=True),
}
_FROM_WHEN_IT_WAS_DUE = ("replay.available", "digest.weekly")


class Announcement(NamedTuple):
    """`number` is the revision that called for it."""

    subject: str
    number: int
    milestone: str

    @property
    def key(self) -> str:
        return f"{self.subject}@{self.number}/{self.milestone}"


class To(NamedTuple):
    key: str
    reader: str


class Hearing(NamedTuple):
    """When a reader hears, and which start they are told; None where a message is of no session."""

    at: datetime
    starts: datetime | None


@dataclass
class Told:
    """`sent`: what each reader heard of each message · `dropped`: why it never did · `held`: how often it
    waited for a morning · `untold`: the announcements that were of no use to anybody when they were due."""

    sent: dict[To, Hearing] = field(default_factory=dict)
    dropped: dict[To, str] = field(default_factory=dict)
    held: dict[To, int] = field(default_factory=lambda: defaultdict(int))
    untold: set[str] = field(default_factory=set)


class Model:
    """`cap`: messages in 24 hours · `rising`: how long after a night's end comes what it held."""

    def __init__(self, readers: Iterable[Reader], cap: int, rising: timedelta = timedelta(0)) -> None:
        self.readers = tuple(readers)
        self.cap = cap
        self.rising = rising
        self.lives: dict[str, Life] = {}
        self.told = Told()
        self.heard: dict[str, list[datetime]] = defaultdict(list)  # in the last 24 hours
        self.to_come: list[tuple[datetime, int, Announcement, datetime, tuple[Reader, ...]]] = []

    def play(
        self, happenings: Iterable[Happening], until: datetime, digests: Iterable[datetime] = ()
    ) -> Told:
        """Everything that happens, and everything that it leads to before `until`. `digests`: when the weekly
        digest is due."""
        for at in digests:
            year, week, _ = at.isocalendar()
            self._later(at, _MILESTONE, Announcement(f"digest:{year}-W{week:02}", 1, "digest.weekly"), at)
        for happening in happenings:
            self._pass_time_until(happening.at)
            self._happens(happening)
        self._pass_time_until(until)
        return self.told

    def _pass_time_until(self, moment: datetime) -> None:
        while self.to_come and self.to_come[0][0] < moment:
            now, kind, announcement, due_at, readers = heapq.heappop(self.to_come)
            if kind == _MILESTONE:
                self._tell_all(announcement, due_at, now)
            else:
                self._tell(announcement, due_at, readers, now)

    def _later(
        self, at: datetime, kind: int, announcement: Announcement, due_at: datetime, *readers: Reader
    ) -> None:
        heapq.heappush(self.to_come, (at, kind, announcement, due_at, readers))

    def _happens(self, happening: Happening) -> None:
        life = self.lives.setdefault(happening.session, Life())
        news = life.take(happening)
        subject = f"session:{happening.session}"
        if news:
            number = life.replay_number if news == "replay.available" else life.timing
            self._tell_all(Announcement(subject, number, news), happening.at, happening.at)
        if not life.takes_place or life.timing != life.revision:
            return
        for milestone, rule in RULES.items():
            if rule.ahead is not None and (at := life.starts - rule.ahead) > happening.at:
                self._later(at, _MILESTONE, Announcement(subject, life.timing, milestone), at)

    def _tell_all(self, announcement: Announcement, due_at: datetime, now: datetime) -> None:
        """Everybody who follows it, unless it is of use to nobody."""
        if self._is_stale(announcement):
            return
        if self._is_late(announcement, due_at, now) or self._says_nothing(announcement, due_at):
            self.told.untold.add(announcement.key)
            return
        followers = [reader for reader in self.readers if reader.follows(announcement.subject)]
        self._tell(announcement, due_at, followers, now)

    def _tell(
        self, announcement: Announcement, due_at: datetime, readers: Iterable[Reader], now: datetime
    ) -> None:
        for reader in readers:
            to = To(announcement.key, reader.id)
            answer = self._decide(announcement, due_at, reader, now)
            if isinstance(answer, datetime):
                self.told.held[to] += 1
                self._later(answer + self.rising, _RELEASED, announcement, due_at, reader)
            elif answer == "send":
                self.told.sent[to] = Hearing(now, self._start_of(announcement))
                self.heard[reader.id].append(now)
            else:
                self.told.dropped[to] = answer

    def _decide(
        self, announcement: Announcement, due_at: datetime, reader: Reader, now: datetime
    ) -> str | datetime:
        """`send`, why not, or until when to wait."""
        rule = RULES[announcement.milestone]
        if self._is_stale(announcement) or self._says_nothing(announcement, due_at):
            return "stale"
        if self._is_late(announcement, due_at, now):
            return "late"
        if reader.digest and not rule.digest_too:
            return "digest"
        until = self._useful_until(announcement, due_at)
        if end := quiet_end(reader.quiet, reader.zone, now):
            if until is None or end < until:
                return end
            if not rule.late_goes_out:
                return "quiet hours"
            if now >= until:
                return end
        self.heard[reader.id] = [moment for moment in self.heard[reader.id] if moment > now - DAY]
        if rule.capped and len(self.heard[reader.id]) >= self.cap:
            return "cap"
        return "send"

    def _start_of(self, announcement: Announcement) -> datetime | None:
        kind, _, name = announcement.subject.partition(":")
        return self.lives[name].start if kind == "session" else None

    def _is_stale(self, announcement: Announcement) -> bool:
        kind, _, name = announcement.subject.partition(":")
        if kind != "session":
            return False
        life = self.lives[name]
        current = life.replay_number if announcement.milestone == "replay.available" else life.timing
        return announcement.number != current

    def _is_late(self, announcement: Announcement, due_at: datetime, now: datetime) -> bool:
        until = self._useful_until(announcement, due_at)
        return until is not None and now >= until and not RULES[announcement.milestone].late_goes_out

    def _useful_until(self, announcement: Announcement, due_at: datetime) -> datetime | None:
        """None: for as long as nothing newer is known."""
        rule = RULES[announcement.milestone]
        if announcement.milestone in _FROM_WHEN_IT_WAS_DUE:
            assert rule.useful is not None
            return due_at + rule.useful
        life = self.lives[announcement.subject.partition(":")[2]]
        return life.plans_needed_by if rule.useful is None else life.starts + rule.useful

    def _says_nothing(self, announcement: Announcement, due_at: datetime) -> bool:
        """A digest of no session in the seven days after it was due."""
        return announcement.milestone == "digest.weekly" and not any(
            life.takes_place and due_at <= life.starts < due_at + 7 * DAY for life in self.lives.values()
        )
