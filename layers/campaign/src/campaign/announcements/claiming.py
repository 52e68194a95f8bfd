"""From a page of readers to those whom to send to now, each claimed; and a record of all others."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
    key_of,
)
from campaign.announcements.ledger import Delivery, DeliveryState, claim, entry
from campaign.announcements.messages import AnnouncementDue, Later, PageDue
from campaign.announcements.news import News
from campaign.announcements.sending import Addressed
from campaign.announcements.storage import Claim, Deliveries, Readers
from campaign.audience.subscriber import Channel, Contact, Subscriber
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count

ROUNDS = 4
"""How often a page is decided anew when others wrote about some of its readers meanwhile."""

PROVIDER_FAILED = "its provider failed; the next channel was tried"

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
    """`handed_on`: subscribers whom another function sends to · `comes_back`: some are to be tried again
    later · `counts`: how many came to each end."""

    attempts: list[Attempt] = field(default_factory=list)
    handed_on: list[str] = field(default_factory=list)
    comes_back: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def counted(self, what: str, by: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + by


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

    def claim(self, due: AnnouncementDue, news: News, readers: Mapping[str, Reader]) -> Claimed:
        claimed = Claimed()
        open_ = dict(readers)
        for _ in range(ROUNDS):
            clashed = self._round(due, news, open_, claimed)
            if not clashed:
                return claimed
            open_ = clashed
        claimed.comes_back = True
        return claimed

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

    def _round(
        self, due: AnnouncementDue, news: News, readers: dict[str, Reader], claimed: Claimed
    ) -> dict[str, Reader]:
        """Answers the readers that are to be decided anew, as they are by now."""
        now = self.clock()
        decisions = {name: decide(due, news, reader, now, self.cap) for name, reader in readers.items()}
        attempts, settlements = self._prepared(due, news, readers, decisions, claimed, now)
        claims = [
            Claim(attempt.entry, readers[name].told.once_more(now, instead_of=earlier))
            for name, attempt, earlier in attempts
        ]
        if claims and (others := self.deliveries.claim(claims, now)):
            return {**readers, **self._anew(due, others)}
        claimed.attempts += [attempt for _, attempt, _ in attempts]
        settlements += self._held(due, readers, decisions, now)
        clashed = self.deliveries.settle(settlements)
        for settled in settlements:
            if settled.new.key not in clashed:
                _note(claimed, settled.new.state)
        claimed.handed_on += [
            name
            for name, decision in decisions.items()
            if isinstance(decision, Send) and decision.contact.channel in self.hands_on
        ]
        claimed.comes_back |= any(isinstance(decision, Wait) for decision in decisions.values())
        for decision in decisions.values():
            if isinstance(decision, Nothing):
                claimed.counted(decision.why)
        begun = {name for name, _, _ in attempts}
        return self._anew(due, {key.subscriber_id for key in clashed} - begun)

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
        recorded of the others."""
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
                settlements.append(
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


def _note(claimed: Claimed, state: DeliveryState) -> None:
    claimed.counted(state)
    if metric := _METRICS.get(state):
        count(metric)
