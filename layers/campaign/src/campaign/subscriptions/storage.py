"""Pending subscriptions in the state table, apart from subscribers: nobody is told anything by one."""

from typing import Protocol

from campaign.audience.subscriber import Subscriber
from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.subscriptions.subscription import Pending

PENDING = "PENDING"
REQUESTED = "subscription.requested"


class Subscriptions(Protocol):
    """Where pending ones are kept. Writes raise ConflictError when somebody else was faster."""

    def find(self, subscription_id: str) -> Pending | None: ...

    def ask(self, pending: Pending, replaced: Pending | None) -> None:
        """Keep it, and have its link sent."""

    def invited(self, pending: Pending) -> None:
        """Remember that its link has been sent."""

    def confirm(self, pending: Pending, subscriber: Subscriber) -> None:
        """A subscriber in the place of a pending subscription, in one transaction."""

    def forget(self, pending: Pending) -> None: ...


def subscription_key(subscription_id: str) -> tuple[str, str]:
    return f"SUBSCRIPTION#{subscription_id}", PENDING


def pending_item(pending: Pending, change: str | None) -> Item:
    pk, sk = subscription_key(pending.id)
    return Item(
        pk=pk,
        sk=sk,
        version=pending.version,
        data=pending.model_dump_json(),
        changed_at=iso(pending.asked_at),
        change=change,
        correlation_id=pending.correlation_id,
        expires_at=int(pending.until.timestamp()),
    )


def pending_in(item: Item) -> Pending:
    return Pending.model_validate_json(item.data)
