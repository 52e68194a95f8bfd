"""What is to be done about one announcement and one reader: pure decisions, made anew at every attempt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from campaign.announcements.classes import CLASSES, Digest, Late
from campaign.announcements.expansion import Verdict, judge, useful_until
from campaign.announcements.ledger import CLAIM_LASTS, Delivery, DeliveryState
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.news import News
from campaign.audience.cap import NEVER_TOLD, Told
from campaign.audience.quiet_hours import quiet_until
from campaign.audience.storage import rows_of
from campaign.audience.subscriber import Cadence, Channel, Contact, Subscriber

FAIL_OVER_AFTER = 3
"""So many attempts that the provider of a channel did not take, then the reader's next channel is tried."""

AMBIGUOUS = "an earlier attempt may have been sent"


@dataclass(frozen=True, slots=True)
class Reader:
    """All that a decision needs to know of one reader. `known`: the ledger's entries of this announcement."""

    subscriber: Subscriber | None
    told: Told = NEVER_TOLD
    known: Mapping[Channel, Delivery] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Send:
    """`gives_up`: the channel before it whose provider failed, and whose entry is now to say so."""

    contact: Contact
    gives_up: Channel | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Until the reader's quiet hours end, in UTC."""

    channel: Channel
    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    channel: Channel
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Another attempt, which claimed it at `since`, may be under way."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """It was settled before, there is nobody any more, or it is not yet time for another attempt."""

    why: str


Decision = Send | Hold | Drop | Wait | Nothing


def decide(
    due: AnnouncementDue, news: News, reader: Reader, now: datetime, cap: int, *, unaware: bool = False
) -> Decision:
    """`cap`: how many messages a reader gets in 24 hours. A hold of the campaign is judged before this.
    `unaware`: the reader was never told of what is now taken back."""
    subscriber = reader.subscriber
    if subscriber is None:
        return Nothing("unsubscribed")
    way = _way_to(due, subscriber, reader.known, now)
    if not isinstance(way, Send):
        return way
    channel = way.contact.channel
    policy = CLASSES[due.milestone]
    verdict = judge(due, news, now)
    if verdict is not Verdict.CURRENT:
        return Drop(channel, verdict)
    if not set(news.topics) & set(rows_of(subscriber)):
        return Drop(channel, "no longer chosen")
    if unaware:
        return Drop(channel, "was not told of it")
    if subscriber.cadence is Cadence.DIGEST and policy.digest is not Digest.AT_ONCE:
        return Drop(channel, _DIGEST_READERS[policy.digest])
    ends = quiet_until(subscriber.quiet, subscriber.zone, now) if policy.held_by_quiet_hours else None
    if ends is not None:
        useful = useful_until(due, news)
        if useful is None or ends < useful:
            return Hold(channel, ends)
        if policy.late is Late.DROP:
            return Drop(channel, "quiet hours")
        if now >= useful:  # nobody is woken for what is over
            return Hold(channel, ends)
    if policy.capped and len(reader.told.lately(now, but=counted_at(reader, channel))) >= cap:
        return Drop(channel, "cap")
    return way


def counted_at(reader: Reader, channel: Channel) -> datetime | None:
    """When an earlier attempt at the same delivery was counted, so that it counts once."""
    known = reader.known.get(channel)
    if known is None:  # another channel's attempts, which came to nothing
        return max((each.claimed_at for each in reader.known.values() if each.claimed_at), default=None)
    return known.claimed_at


def has_heard(entry: Delivery) -> bool:
    """Whether the reader may know of an announcement by this entry: it was sent, perhaps sent, or told in the
    week's digest."""
    if entry.state is DeliveryState.DROPPED:
        return entry.reason == _DIGEST_READERS[Digest.IN_DIGEST]
    return entry.state in (DeliveryState.CLAIMED, DeliveryState.SENT, DeliveryState.BOUNCED)


def key_of(due: AnnouncementDue, subscriber_id: str, channel: Channel) -> DeliveryKey:
    return DeliveryKey(due.key, subscriber_id, channel)


_DIGEST_READERS = {Digest.IN_DIGEST: "in digest", Digest.NEVER: "not for digest readers"}


def _way_to(
    due: AnnouncementDue, subscriber: Subscriber, known: Mapping[Channel, Delivery], now: datetime
) -> Decision:
    """The first of the reader's contacts that may be tried. Each has an entry of its own."""
    gives_up: Channel | None = None
    for position, contact in enumerate(subscriber.contacts):
        entry = known.get(contact.channel)
        is_last = position == len(subscriber.contacts) - 1
        if entry is None or entry.state is DeliveryState.HELD:
            return Send(contact, gives_up)
        if entry.state is DeliveryState.FAILED:
            continue
        if entry.state is DeliveryState.CLAIMED:
            if now < entry.recorded_at + CLAIM_LASTS:
                return Wait(entry.recorded_at)
            if not CLASSES[due.milestone].repeat_when_ambiguous:
                return Drop(contact.channel, AMBIGUOUS)
        elif entry.state is not DeliveryState.RELEASED:
            return Nothing("settled before")
        if entry.retry_at and now < entry.retry_at:
            return Nothing("another attempt is to follow")
        # A webhook has 72 hours, whatever comes after it: see posting.py.
        if is_last or entry.attempts < FAIL_OVER_AFTER or contact.channel is Channel.WEBHOOK:
            return Send(contact, gives_up)
        gives_up = contact.channel
    return Nothing("settled before")
