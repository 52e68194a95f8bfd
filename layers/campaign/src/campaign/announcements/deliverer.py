"""One announcement to one subscriber: prepare, claim, send, settle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from campaign.announcements.desk import NewsDesk
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.ledger import Delivery, DeliveryState, Step, entry, next_step
from campaign.announcements.messages import DeliveryDue
from campaign.announcements.sending import AmbiguousDeliveryError, Sender
from campaign.announcements.storage import Ledger
from campaign.announcements.texts import Texts, personal_facts
from campaign.audience.addresses import AddressBox
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger


@dataclass(frozen=True, slots=True)
class Deliverer:
    desk: NewsDesk
    audience: Audience
    addresses: AddressBox
    ledger: Ledger
    senders: Mapping[Channel, Sender]
    texts: Texts
    clock: Clock

    def deliver(self, due: DeliveryDue) -> None:
        """Raises TransientError when it is to be tried again."""
        known = self.ledger.delivery(due)
        step = next_step(due, known, self.clock())
        if step is Step.NOTHING:
            logger.info("delivery was settled already", delivery=due.key)
            return
        if step is Step.GIVE_UP:
            self._settle(due, known, DeliveryState.DROPPED, "an earlier attempt may have been sent")
            return
        subscriber = self.audience.find(due.subscriber_id)
        contact = subscriber.contact_by(due.channel) if subscriber else None
        if subscriber is None or contact is None:
            self._settle(due, known, DeliveryState.DROPPED, "unsubscribed")
            return
        news = self.desk.about(due.announcement.subject)
        verdict = judge(due.announcement, news, self.clock())
        if verdict is not Verdict.CURRENT:
            self._settle(due, known, DeliveryState.DROPPED, verdict)
            return
        template = self.texts.compose(due.announcement.milestone, subscriber.language, news)
        stop = f"mailto:{self.texts.reply_address}"  # until a subscriber has pages of their own
        message = template.filled(
            {**personal_facts(subscriber, news), "preferences": stop, "unsubscribe": stop}
        )
        try:  # before the claim: what fails here, foreseen or not, certainly has not been sent
            address = self.addresses.open(subscriber.id, contact)
            send = self.senders[due.channel].prepare(due, subscriber, address, message)
        except PermanentError as error:
            self._settle(due, known, DeliveryState.FAILED, error.rule)
        else:
            self._send(due, known, send)

    def _send(self, due: DeliveryDue, known: Delivery | None, send: Callable[[], None]) -> None:
        claim = entry(due, known, DeliveryState.CLAIMED, self.clock())
        self.ledger.record_delivery(claim)
        try:
            send()
        except AmbiguousDeliveryError:
            raise  # the claim stays: the class decides, once it has lapsed, whether to send again
        except TransientError as error:
            self._settle(due, claim, DeliveryState.RELEASED, error.rule)
            raise
        except PermanentError as error:
            self._settle(due, claim, DeliveryState.FAILED, error.rule)
        else:
            self._settle(due, claim, DeliveryState.SENT)

    def _settle(
        self, due: DeliveryDue, known: Delivery | None, state: DeliveryState, reason: str | None = None
    ) -> None:
        self.ledger.record_delivery(entry(due, known, state, self.clock(), reason))
        if metric := _METRICS.get(state):
            count(metric)
        logger.info(
            "delivery settled",
            delivery=due.key,
            state=state,
            reason=reason,
            correlation_id=due.announcement.correlation_id,
        )


_METRICS = {
    DeliveryState.SENT: "Delivered",
    DeliveryState.FAILED: "DeliveriesFailed",
    DeliveryState.DROPPED: "DeliveriesDropped",
}
