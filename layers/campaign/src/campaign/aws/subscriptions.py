"""Pending subscriptions in the state table, and how many links one address may be sent in a day."""

from datetime import timedelta

from campaign.audience.subscriber import Subscriber
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.clock import Clock
from campaign.subscriptions.link_request import LinkRequest
from campaign.subscriptions.storage import (
    REQUESTED,
    link_request_in,
    link_request_item,
    link_request_key,
    pending_in,
    pending_item,
    subscription_key,
)
from campaign.subscriptions.subscription import Pending

_A_DAY = timedelta(days=1)


class SubscriptionTable:
    """Implements `campaign.subscriptions.storage.Subscriptions`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, subscription_id: str) -> Pending | None:
        item = self.table.get(*subscription_key(subscription_id))
        return pending_in(item) if item else None

    def ask(self, pending: Pending, replaced: Pending | None) -> None:
        self.table.put(pending_item(pending, REQUESTED), expected=replaced.version if replaced else None)

    def invited(self, pending: Pending) -> None:
        after = pending.model_copy(update={"invited": True, "version": pending.version + 1})
        self.table.put(pending_item(after, None), expected=pending.version)

    def confirm(self, pending: Pending, subscriber: Subscriber) -> None:
        actions = AudienceTable(self.table).registering(subscriber)
        actions.append(self.table.delete_action(*subscription_key(pending.id), expected=pending.version))
        self.table.transact(f"subscription {pending.id}", actions)

    def forget(self, pending: Pending) -> None:
        self.table.delete(*subscription_key(pending.id))

    def find_link_request(self, subscription_id: str) -> LinkRequest | None:
        item = self.table.get(*link_request_key(subscription_id))
        return link_request_in(item) if item else None

    def ask_for_link(self, asked: LinkRequest, replaced: LinkRequest | None) -> None:
        self.table.put(link_request_item(asked), expected=replaced.version if replaced else None)

    def answered(self, asked: LinkRequest) -> None:
        self.table.delete(*link_request_key(asked.id), expected=asked.version)


class DailyInvitations:
    """Implements `campaign.subscriptions.subscribing.Invitations`: nobody can have a stranger's mailbox
    filled."""

    def __init__(self, table: Table, a_day: int, clock: Clock) -> None:
        self.table = table
        self.a_day = a_day
        self.clock = clock

    def one_more(self, subscription_id: str) -> bool:
        day = self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        ends = int((day + 2 * _A_DAY).timestamp())
        key = f"LIMIT#invitations#{subscription_id}"
        return self.table.count_up(key, f"{day:%Y-%m-%d}", limit=self.a_day, expires_at=ends)
