"""One announcement to one webhook endpoint: tried over 72 hours, while it is of use."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from campaign.announcements.claiming import Attempt, Claiming
from campaign.announcements.deciding import key_of
from campaign.announcements.holding import hold_back_page, is_frozen
from campaign.announcements.ledger import Delivery, DeliveryState, claim, entry
from campaign.announcements.letters import Letters
from campaign.announcements.messages import AnnouncementDue, Later, Outbox, PageDue, WebhookDue
from campaign.announcements.news import News
from campaign.announcements.sending import Addressed, EndpointError, GoneError, Message
from campaign.announcements.stores import Stores
from campaign.audience.subscriber import Channel, Contact, Subscriber
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger

GIVE_UP_AFTER = timedelta(hours=72)
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
)
"""Between one attempt and the next, as the specification proposes; the last is when GIVE_UP_AFTER is over:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""

NEVER_TOOK_IT = "the endpoint did not take it in 72 hours"


class Endpoints(Protocol):
    """Where webhooks are posted."""

    def prepare(self, due: AnnouncementDue, to: Addressed, message: Message) -> Callable[[], None]:
        """All that can be done before the delivery is claimed; the answer posts. Both raise EndpointError for
        what is to be tried later, GoneError for an endpoint that has ended, PermanentError for one that may
        never be posted to; `prepare` TransientError too, for what lies with us."""


class Contacts(Protocol):
    """Where a subscriber's contacts can be ended. Implemented where subscribers are kept."""

    def end(self, subscriber_id: str, channel: Channel) -> None:
        """They are not reached this way any more, and forgotten if there is no other. Idempotent."""


def next_attempt(known: Delivery, now: datetime) -> datetime | None:
    """After an attempt that failed; None: that was the last."""
    if known.attempts <= len(WAITS):
        return now + WAITS[known.attempts - 1]
    last = (known.first_claimed_at or now) + GIVE_UP_AFTER
    return last if now < last else None


@dataclass(frozen=True, slots=True)
class Poster:
    """`claiming` hands on what goes by other channels, where `pages` leads. `later` leads back to the queue
    that this is fed from."""

    stores: Stores
    claiming: Claiming
    letters: Letters
    endpoints: Endpoints
    contacts: Contacts
    later: Later
    pages: Outbox
    clock: Clock

    def post(self, due: WebhookDue) -> None:
        """Raises TransientError when it is to be tried again for a reason that does not lie with the
        endpoint: those have a schedule of their own."""
        announcement, name = due.announcement, due.subscriber_id
        read = self.stores.readers.read(announcement, [name])
        if is_frozen(announcement, read.hold):
            hold_back_page(announcement, self.stores, self.clock)
            return
        news = self.stores.desk.about(announcement)
        readers = self.claiming.with_entries(announcement, read.readers)
        posts: list[Callable[[], None]] = []

        def prepare(subscriber: Subscriber, contact: Contact, news: News) -> Addressed:
            to = self.letters.prepare(subscriber, contact, news)
            template = self.letters.compose(announcement, subscriber.language, news)
            posts.append(self.endpoints.prepare(announcement, to, template.filled(to.facts)))
            return to

        try:
            claiming = replace(self.claiming, prepare=prepare)
            claimed = claiming.claim(announcement, news, readers, lambda _: self._fall_over(due))
        except EndpointError as error:
            known = readers[name].known.get(Channel.WEBHOOK)
            key = key_of(announcement, name, Channel.WEBHOOK)
            self._failed(due, claim(key, known, self.clock()), known, error)
            return
        for attempt in claimed.attempts:
            self._post(due, attempt, posts[-1])
        claimed.raise_unless_done(announcement.key)

    def _post(self, due: WebhookDue, attempt: Attempt, post: Callable[[], None]) -> None:
        try:
            post()
        except EndpointError as error:
            self._failed(due, attempt.entry, attempt.entry, error)
        except PermanentError as error:
            self._settle(due, attempt.entry, DeliveryState.FAILED, error.rule)
            if isinstance(error, GoneError):
                self.contacts.end(due.subscriber_id, Channel.WEBHOOK)
                count("EndpointsEnded")
            self._fall_over(due)
        else:
            self._settle(due, attempt.entry, DeliveryState.SENT, None)

    def _failed(
        self, due: WebhookDue, attempt: Delivery, stored: Delivery | None, error: EndpointError
    ) -> None:
        """The next attempt is arranged before this one's end is recorded: if both were the other way round,
        whoever dies in between would leave a record that says in vain that another is to follow."""
        now = self.clock()
        retry_at = next_attempt(attempt, now)
        if retry_at is None:
            self._settle(due, stored, DeliveryState.FAILED, NEVER_TOOK_IT)
            self._fall_over(due)
            return
        self.later.send_at(retry_name(attempt), retry_at, due.model_dump_json())
        version = stored.version + 1 if stored else 1
        released = entry(
            attempt.key, attempt, DeliveryState.RELEASED, now, error.rule, retry_at=retry_at
        ).model_copy(update={"version": version})
        self._keep(released, stored)

    def _settle(
        self, due: WebhookDue, stored: Delivery | None, state: DeliveryState, reason: str | None
    ) -> None:
        key = key_of(due.announcement, due.subscriber_id, Channel.WEBHOOK)
        self._keep(entry(key, stored, state, self.clock(), reason), stored)

    def _keep(self, new: Delivery, stored: Delivery | None) -> None:
        if self.stores.deliveries.settle([(new, stored)]):
            raise TransientError(new.key.text, "another attempt was under way", "see the ledger")
        if metric := _METRICS.get(new.state):
            count(metric)
        logger.info(
            "webhook settled",
            delivery=new.key.text,
            state=new.state,
            reason=new.reason,
            attempts=new.attempts,
        )

    def _fall_over(self, due: WebhookDue) -> None:
        """Whether there is another channel is decided where it is sent to."""
        page = PageDue(announcement=due.announcement, subscribers=(due.subscriber_id,), again=True)
        self.pages.send_all([page.model_dump_json()])


def retry_name(attempt: Delivery) -> str:
    digest = sha256(attempt.key.text.encode()).hexdigest()
    return f"hook.{digest[:32]}.{attempt.attempts}"


_METRICS = {
    DeliveryState.SENT: "Delivered",
    DeliveryState.FAILED: "DeliveriesFailed",
    DeliveryState.RELEASED: "DeliveriesReleased",
}
