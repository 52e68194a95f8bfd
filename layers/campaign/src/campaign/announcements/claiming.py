"""From a page of readers to those whom to send to now, each claimed; and a record of all others."""

import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from campaign.announcements.deciding import (
    Decision,
    Drop,
    Hold,
    Nothing,
    Reader,
    Send,
    Wait,
    counted_at,
    decide,
    has_heard,
    key_of,
)
from campaign.announcements.ledger import Delivery, DeliveryState, claim, entry
from campaign.announcements.messages import AnnouncementDue, DeliveryKey, Later, PageDue
from campaign.announcements.news import News
from campaign.announcements.sending import Addressed
from campaign.announcements.storage import Claim, Deliveries, Readers
from campaign.audience.subscriber import Channel, Contact, Subscriber
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import PermanentError, TransientError, UnderWayError
from campaign.kernel.observability import count

ROUNDS = 10
"""How often a page is decided anew when others wrote about some of its readers meanwhile. A claim clashes
only with one that was kept: with so many deliverers at work (MaximumConcurrency) each gets through."""

PAUSE, LONGEST_PAUSE = 0.05, 1.5
"""Seconds. The pause before the second round is at most twice PAUSE, before each further one at most twice
as long again: all together 9 at worst, half of it as a rule. Announcements that are due in the same second
meet over the same readers' counts, and must not go on in step."""

AT_WORK_FOR = timedelta(seconds=15)
"""Whoever made a claim is as a rule done with it by then, well or not: to send takes 13 seconds at worst."""

PROVIDER_FAILED = "its provider failed; the next channel was tried"

HandOn = Callable[[Sequence[str]], None]
Prepare = Callable[[Subscriber, Contact, News], Addressed]
"""All that can fail before a claim, so that what fails there has certainly not been sent. Raises
PermanentError when the reader can never be reached this way."""


class Attempt(NamedTuple):
    """A delivery that is claimed and to be sent."""

    channel: Channel
    to: Addressed
    entry: Delivery


@dataclass(slots=True)
class Claimed:
    """`comes_back`: some are to be tried again, because something failed · `met_others`: some are to be
    looked at again, because somebody else is at work on them · `counts`: how many came to each end."""

    attempts: list[Attempt] = field(default_factory=list)
    comes_back: bool = False
    met_others: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def counted(self, what: str, by: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + by

    def left_to_others(self, readers: Collection[str]) -> None:
        if readers:
            self.met_others = True
            self.counted("others are at work on them", len(readers))

    def raise_unless_done(self, key: str) -> None:
        """Raises TransientError when some are to be tried again, UnderWayError when that is no failure."""
        if self.comes_back:
            raise TransientError(key, "some of the readers are to be tried again", "see the ledger")
        if self.met_others:
            raise UnderWayError(key, "others are at work on some of its readers", "see what came of them")


class _Settlement(NamedTuple):
    new: Delivery
    old: Delivery | None


@dataclass(frozen=True, slots=True)
class Claiming:
    """`hands_on`: channels that a function of their own sends to, with claims of its own. `cap`: how many
    messages a reader gets in 24 hours."""

    readers: Readers
    deliveries: Deliveries
    later: Later
    prepare: Prepare
    clock: Clock
    cap: int
    hands_on: frozenset[Channel]
    pause: Callable[[float], None] = time.sleep

    def claim(
        self, due: AnnouncementDue, news: News, readers: Mapping[str, Reader], hand_on: HandOn
    ) -> Claimed:
        """The claims come last, and with them in one transaction the records of all who are not sent to: a
        failure before leaves nothing claimed, and after them there is nothing left to be done but to send.

        A page that comes twice finds the other's claims. Where it has nothing to send itself, it waits for
        what becomes of them, as long as whoever made them may be at work.

        `hand_on` is called with the names of those whom another function sends to.
        """
        claimed = Claimed()
        unaware = self._unaware(news, readers)
        open_ = dict(readers)
        for number in range(ROUNDS):
            if number:
                longest = min(PAUSE * 2**number, LONGEST_PAUSE)
                self.pause(random.uniform(0, longest))  # noqa: S311 - nothing to guess here
            now = self.clock()
            decisions = {
                name: decide(due, news, reader, now, self.cap, unaware=name in unaware)
                for name, reader in open_.items()
            }
            attempts, settlements = self._prepared(due, news, open_, decisions, claimed, now)
            settlements += self._held(due, open_, decisions, now)
            if handed := [name for name, one in decisions.items() if self._is_handed_on(one)]:
                hand_on(handed)
            claims = [
                Claim(attempt.entry, open_[name].told.once_more(now, instead_of=earlier))
                for name, attempt, earlier in attempts
            ]
            clashed = self.deliveries.claim(claims, settlements, now) if claims or settlements else ()
            _note(claimed, decisions.values(), () if clashed else settlements)
            waiting = {name: one for name, one in decisions.items() if isinstance(one, Wait)}
            if not clashed and (attempts or not _are_at_work(waiting.values(), now)):
                claimed.attempts = [attempt for _, attempt, _ in attempts]
                claimed.left_to_others(waiting)
                return claimed
            written = {settled.new.subscriber_id for settled in settlements} | {one[0] for one in attempts}
            again = {name: open_[name] for name in written} if clashed else {}
            open_ = again | self._anew(due, {*clashed, *waiting})
        claimed.left_to_others(open_)
        return claimed

    def _is_handed_on(self, decision: Decision) -> bool:
        return isinstance(decision, Send) and decision.contact.channel in self.hands_on

    def with_entries(self, due: AnnouncementDue, readers: Mapping[str, Reader]) -> dict[str, Reader]:
        """The same readers, with what the ledger knows of this announcement."""
        keys = {
            key_of(due, name, contact.channel): name
            for name, reader in readers.items()
            if reader.subscriber
            for contact in reader.subscriber.contacts
        }
        known = self.deliveries.known(keys)
        return {
            name: Reader(
                reader.subscriber,
                reader.told,
                {key.channel: found for key, found in known.items() if key.subscriber_id == name},
            )
            for name, reader in readers.items()
        }

    def _unaware(self, news: News, names: Collection[str]) -> frozenset[str]:
        """Those whom the announcement never reached, by whatever channel, that the news presupposes."""
        if news.told_by is None:
            return frozenset()
        keys = [DeliveryKey(news.told_by, name, channel) for name in names for channel in Channel]
        heard = {key.subscriber_id for key, found in self.deliveries.known(keys).items() if has_heard(found)}
        return frozenset(names) - heard

    def _anew(self, due: AnnouncementDue, names: Collection[str]) -> dict[str, Reader]:
        wanted = sorted(names)
        return self.with_entries(due, self.readers.read(due, wanted).readers) if wanted else {}

    def _prepared(
        self,
        due: AnnouncementDue,
        news: News,
        readers: Mapping[str, Reader],
        decisions: Mapping[str, Decision],
        claimed: Claimed,
        now: datetime,
    ) -> tuple[list[tuple[str, Attempt, datetime | None]], list[_Settlement]]:
        """Attempts to be claimed, each with the moment at which an earlier one was counted; and what is to be
        recorded of the others. Of a channel that is given up that is recorded here: it would not fit into the
        transaction, and whoever finds it unrecorded gives it up again."""
        given_up: list[_Settlement] = []
        attempts: list[tuple[str, Attempt, datetime | None]] = []
        settlements: list[_Settlement] = []
        for name, decision in decisions.items():
            reader = readers[name]
            if isinstance(decision, Drop):
                settlements.append(
                    _end(due, name, reader, decision.channel, DeliveryState.DROPPED, now, decision.reason)
                )
            if not isinstance(decision, Send) or reader.subscriber is None:
                continue
            channel = decision.contact.channel
            if decision.gives_up:
                given_up.append(
                    _end(due, name, reader, decision.gives_up, DeliveryState.FAILED, now, PROVIDER_FAILED)
                )
            if channel in self.hands_on:
                continue
            try:
                to = self.prepare(reader.subscriber, decision.contact, news)
            except PermanentError as error:
                settlements.append(_end(due, name, reader, channel, DeliveryState.FAILED, now, error.rule))
                claimed.comes_back |= len(reader.subscriber.contacts) > 1
                continue
            begun = claim(key_of(due, name, channel), reader.known.get(channel), now)
            attempts.append((name, Attempt(channel, to, begun), counted_at(reader, channel)))
        if given_up:
            self.deliveries.settle(given_up)
        return attempts, settlements

    def _held(
        self,
        due: AnnouncementDue,
        readers: Mapping[str, Reader],
        decisions: Mapping[str, Decision],
        now: datetime,
    ) -> list[_Settlement]:
        """Sees to it that those in their quiet hours come back when these end; before that is recorded, so
        that no record says so in vain."""
        by_end: dict[datetime, list[str]] = {}
        for name, decision in decisions.items():
            if isinstance(decision, Hold):
                by_end.setdefault(decision.until, []).append(name)
        for until, names in by_end.items():
            page = PageDue(announcement=due, subscribers=tuple(names), again=True)
            self.later.send_at(held_name(due, until, names), until, page.model_dump_json())
        return [
            _end(
                due,
                name,
                readers[name],
                decision.channel,
                DeliveryState.HELD,
                now,
                f"quiet hours until {iso(decision.until)[:16]}Z",
            )
            for name, decision in decisions.items()
            if isinstance(decision, Hold)
        ]


def _are_at_work(waiting: Iterable[Wait], now: datetime) -> bool:
    return any(now - each.since < AT_WORK_FOR for each in waiting)


def held_name(due: AnnouncementDue, until: datetime, names: Sequence[str]) -> str:
    """The same for the same page, so that a page that comes back is held once."""
    digest = sha256("\n".join([due.key, iso(until), *names]).encode()).hexdigest()
    return f"held.{digest[:32]}"


def _end(
    due: AnnouncementDue,
    name: str,
    reader: Reader,
    channel: Channel,
    state: DeliveryState,
    now: datetime,
    reason: str,
) -> _Settlement:
    known = reader.known.get(channel)
    return _Settlement(entry(key_of(due, name, channel), known, state, now, reason), known)


_METRICS = {
    DeliveryState.FAILED: "DeliveriesFailed",
    DeliveryState.DROPPED: "DeliveriesDropped",
    DeliveryState.HELD: "DeliveriesHeld",
}


def _note(claimed: Claimed, decisions: Iterable[Decision], settlements: Iterable[_Settlement]) -> None:
    for decision in decisions:
        if isinstance(decision, Nothing):
            claimed.counted(decision.why)
    for settled in settlements:
        claimed.counted(settled.new.state)
        count(_METRICS[settled.new.state])
