"""The published policy, in the state table: HEAD is what is in force, REV#<n> each revision as it was."""

from __future__ import annotations

from campaign.aws.table import Table
from campaign.videos.policy import BUILT_IN, Policy, PublishedPolicy
from campaign.videos.storage import POLICY_HEAD, policy_items, policy_of


class PolicyTable:
    """Implements `campaign.videos.policy.Policies`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def live(self) -> PublishedPolicy | None:
        item = self.table.get(*POLICY_HEAD)
        return policy_of(item) if item else None

    def in_force(self) -> Policy:
        live = self.live()
        return live.policy if live else BUILT_IN

    def add(self, policy: PublishedPolicy, correlation_id: str) -> None:
        head, snapshot = policy_items(policy, correlation_id)
        self.table.put_revision(head, snapshot, expected=policy.revision - 1 or None)
