"""One announcement to a page of readers: read, decide, claim, send, settle."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.announcements.claiming import Attempt, Claimed, Claiming
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.holding import hold_back_page, is_frozen
from campaign.announcements.ledger import Delivery, DeliveryState, entry
from campaign.announcements.letters import Letters
from campaign.announcements.messages import AnnouncementDue, Outbox, PageDue, WebhookDue
from campaign.announcements.news import News
from campaign.announcements.sending import AmbiguousDeliveryError, BulkSender, Result
from campaign.announcements.stores import Stores
from campaign.announcements.texts import Template
from campaign.audience.subscriber import Channel, Language
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger

Settled = tuple[Delivery, Delivery]


@dataclass(frozen=True, slots=True)
class Deliverer:
    """`pace` is told how many were sent, and returns when the next may be: it waits as long as the provider's
    quota asks for."""

    stores: Stores
    claiming: Claiming
    letters: Letters
    senders: Mapping[Channel, BulkSender]
    webhooks: Outbox
    pace: Callable[[int], None]
    clock: Clock

    def deliver(self, page: PageDue) -> None:
        """Raises TransientError when some of the page are to be tried again; UnderWayError, which is one,
        when that is only to see what others did."""
        due = page.announcement
        read = self.stores.readers.read(due, page.subscribers)
        if is_frozen(due, read.hold):
            hold_back_page(due, self.stores, self.clock)
            return
        news = self.stores.desk.about(due)
        readers = self.claiming.with_entries(due, read.readers) if page.again else read.readers
        # before the claims: what fails here has certainly not been sent
        templates: dict[Language, Template] = {}
        if judge(due, news, self.clock()) is Verdict.CURRENT:  # of what is stale there may be no words
            languages = {reader.subscriber.language for reader in readers.values() if reader.subscriber}
            templates = {language: self.letters.compose(due, language, news) for language in languages}

        def hand_on(names: Sequence[str]) -> None:
            hooks = [WebhookDue(announcement=due, subscriber_id=name) for name in names]
            self.webhooks.send_all(hook.model_dump_json() for hook in hooks)

        claimed = self.claiming.claim(due, news, readers, hand_on)
        try:
            self._send(due, news, claimed, templates)
        finally:
            self._tell(due, claimed)
        claimed.raise_unless_done(due.key)

    def _send(
        self, due: AnnouncementDue, news: News, claimed: Claimed, templates: Mapping[Language, Template]
    ) -> None:
        groups: dict[tuple[Channel, Language], list[Attempt]] = {}
        for attempt in claimed.attempts:
            groups.setdefault((attempt.channel, attempt.to.subscriber.language), []).append(attempt)
        settled: list[Settled] = []
        for (channel, language), attempts in groups.items():
            template = templates.get(language) or self.letters.compose(due, language, news)
            results = self.senders[channel].send(due, template, [one.to for one in attempts])
            now = self.clock()
            for attempt, result in zip(attempts, results, strict=True):
                # where there is another channel, it is tried when the page comes back
                tries_on = isinstance(result, TransientError) or len(attempt.to.subscriber.contacts) > 1
                claimed.comes_back |= result is not None and tries_on
                if outcome := _outcome(attempt, result, now):
                    settled.append((outcome, attempt.entry))
                    claimed.counted(outcome.state)
                    count(_METRICS[outcome.state])
        if self.stores.deliveries.settle(settled):
            claimed.comes_back = True  # another attempt began before this one was settled: see what it says
        self.pace(len(claimed.attempts))

    def _tell(self, due: AnnouncementDue, claimed: Claimed) -> None:
        """One line a page: a line a delivery would cost as much as sending it. The ledger has them all."""
        logger.info(
            "page delivered",
            announcement=due.key,
            correlation_id=due.correlation_id,
            outcomes=claimed.counts,
        )


def _outcome(attempt: Attempt, result: Result, now: datetime) -> Delivery | None:
    """None: the claim stays, and once it has lapsed the class decides whether to send again."""
    if isinstance(result, AmbiguousDeliveryError):
        return None
    key, known = attempt.entry.key, attempt.entry
    if result is None:
        return entry(key, known, DeliveryState.SENT, now)
    if isinstance(result, PermanentError):
        return entry(key, known, DeliveryState.FAILED, now, result.rule)
    return entry(key, known, DeliveryState.RELEASED, now, result.rule)


_METRICS = {
    DeliveryState.SENT: "Delivered",
    DeliveryState.FAILED: "DeliveriesFailed",
    DeliveryState.RELEASED: "DeliveriesReleased",
}
