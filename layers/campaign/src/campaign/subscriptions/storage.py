"""Pending subscriptions in the state table, and who asks for their link, apart from subscribers: nobody is
told anything by one."""

from typing import Protocol

from campaign.audience.subscriber import Subscriber
from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.subscriptions.link_request import LinkRequest
from campaign.subscriptions.subscription import Pending

PENDING = "PENDING"
LINK = "LINK"
REQUESTED = "subscription.requested"
LINK_REQUESTED = "subscription.link_requested"


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

    def find_link_request(self, subscription_id: str) -> LinkRequest | None: ...

    def ask_for_link(self, asked: LinkRequest, replaced: LinkRequest | None) -> None:
        """Keep it, and have it answered."""

    def answered(self, asked: LinkRequest) -> None:
        """Forget it, unless it was asked anew meanwhile."""


def subscription_key(subscription_id: str) -> tuple[str, str]:
    return f"SUBSCRIPTION#{subscription_id}", PENDING


def link_request_key(subscription_id: str) -> tuple[str, str]:
    return f"SUBSCRIPTION#{subscription_id}", LINK


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


def link_request_item(asked: LinkRequest) -> Item:
    pk, sk = link_request_key(asked.id)
    return Item(
        pk=pk,
        sk=sk,
        version=asked.version,
        data=asked.model_dump_json(),
        changed_at=iso(asked.asked_at),
        change=LINK_REQUESTED,
        correlation_id=asked.correlation_id,
        expires_at=int(asked.until.timestamp()),
    )


def link_request_in(item: Item) -> LinkRequest:
    return LinkRequest.model_validate_json(item.data)
