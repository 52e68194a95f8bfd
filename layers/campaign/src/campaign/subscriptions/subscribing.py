"""Asking to be told, saying yes, choosing anew, and leaving."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from campaign.audience.addresses import AddressBox, contact_at, public_id
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Address, Language, Subscriber, Wishes
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from campaign.kernel.observability import count, logger
from campaign.subscriptions.link_request import LinkRequest
from campaign.subscriptions.storage import Subscriptions
from campaign.subscriptions.subscription import Pending, SubscriptionRequest

ROUNDS = 3
"""How often a change is tried again when another one of the same subscriber was faster."""


class Invitations(Protocol):
    def one_more(self, subscription_id: str) -> bool:
        """Counts one link to this address; False when it was sent enough of them today."""
        ...


class Confirmed(StrEnum):
    """`already`: they are subscribed, by this link or an earlier one."""

    NOW = "now"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Subscribing:
    subscriptions: Subscriptions
    audience: Audience
    box: AddressBox
    invitations: Invitations
    clock: Clock

    def ask(self, asked: SubscriptionRequest, correlation_id: str) -> None:
        """The same for everybody: known or not, sent too many links or not. Whoever asks learns nothing of
        an address; what there is to say is said to the address itself."""
        subscription_id = public_id(self.box, asked.given)
        if not self.invitations.one_more(subscription_id):
            count("SubscriptionsNotInvited")
            logger.info("enough links were sent there today", subscription=subscription_id)
            return
        before = self.subscriptions.find(subscription_id)
        pending = Pending(
            **{name: getattr(asked, name) for name in Wishes.model_fields},
            id=subscription_id,
            contact=contact_at(self.box, subscription_id, asked.given),
            asked_at=self.clock(),
            version=before.version + 1 if before else 1,
            correlation_id=correlation_id,
        )
        try:
            self.subscriptions.ask(pending, before)
        except ConflictError as error:
            raise TransientError("subscription", "it was asked for twice at once", "try again") from error
        count("SubscriptionsRequested")
        logger.info("subscription requested", subscription=subscription_id)

    def send_link(self, address: Address, language: Language, correlation_id: str) -> None:
        """The link to what somebody chose, to this address alone. As with `ask`, whoever asks learns
        nothing: the same is written of everybody, and who is subscribed is looked up by who sends the
        mail."""
        subscription_id = public_id(self.box, address)
        if not self.invitations.one_more(subscription_id):
            count("SubscriptionsNotInvited")
            logger.info("enough links were sent there today", subscription=subscription_id)
            return
        before = self.subscriptions.find_link_request(subscription_id)
        asked = LinkRequest(
            id=subscription_id,
            contact=contact_at(self.box, subscription_id, address),
            language=language,
            asked_at=self.clock(),
            version=before.version + 1 if before else 1,
            correlation_id=correlation_id,
        )
        try:
            self.subscriptions.ask_for_link(asked, before)
        except ConflictError:
            logger.info("the link was asked for twice at once", subscription=subscription_id)
            return
        count("LinksRequested")
        logger.info("link to the choices requested", subscription=subscription_id)

    def pending(self, subscription_id: str) -> Pending | None:
        """None once it may no longer be confirmed: TTL deletes late."""
        found = self.subscriptions.find(subscription_id)
        return found if found and self.clock() < found.until else None

    def confirm(self, subscription_id: str) -> tuple[Confirmed, Subscriber]:
        """Raises NotFoundError when nothing is to be confirmed."""
        known = self.audience.find(subscription_id)
        pending = self.pending(subscription_id)
        if known:
            return Confirmed.ALREADY, known
        if pending is None:
            raise NotFoundError(
                f"subscription {subscription_id}", "there is none to confirm", "subscribe again"
            )
        now = self.clock()
        subscriber = Subscriber(
            **{name: getattr(pending, name) for name in Wishes.model_fields},
            id=pending.id,
            contacts=(pending.contact,),
            registered_at=pending.asked_at,
            confirmed_at=now,
        )
        try:
            self.subscriptions.confirm(pending, subscriber)
        except ConflictError as error:  # a double click, or asked for anew at this very moment
            raise TransientError("subscription", "it is being confirmed", "open the link again") from error
        count("SubscriptionsConfirmed")
        logger.info("subscription confirmed", subscription=subscription_id)
        return Confirmed.NOW, subscriber

    def choose(self, subscriber_id: str, wishes: Wishes) -> Subscriber:
        """Raises NotFoundError when they are not subscribed."""
        chosen = {name: getattr(wishes, name) for name in Wishes.model_fields}
        for _ in range(ROUNDS):
            known = self.audience.find(subscriber_id)
            if known is None:
                raise NotFoundError("subscriber", "there is none of this id", "subscribe again")
            changed = known.model_copy(update={**chosen, "version": known.version + 1})
            try:
                self.audience.save(changed, known)
            except ConflictError:
                continue
            logger.info("subscriber chose anew", subscriber=subscriber_id)
            return changed
        raise TransientError("subscriber", "it is being changed by others all the time", "try again")

    def leave(self, subscriber_id: str) -> None:
        """With everything that is kept of them; whoever has left already has left."""
        try:
            self.audience.remove(subscriber_id)
        except NotFoundError:
            return
        count("SubscribersLeft")
        logger.info("subscriber left", subscriber=subscriber_id)
