"""The lists of creators, in the state table."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.aws.table import Table
from campaign.videos.standing import (
    CreatorId,
    CreatorStanding,
    Standing,
    StoredStanding,
    standing_item,
    standing_key,
    standing_of,
    standings_partition,
)


class StandingTable:
    """Implements `campaign.videos.standing.Standings`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, creator: CreatorId) -> StoredStanding | None:
        item = self.table.get(*standing_key(creator))
        return StoredStanding(standing_of(item), item.version) if item else None

    def all_of(self, standing: Standing) -> Iterator[StoredStanding]:
        for item in self.table.query_index("gsi1", standings_partition(standing), page_size=1000):
            yield StoredStanding(standing_of(item), item.version)

    def save(
        self, creator: CreatorStanding, replaced: StoredStanding | None, correlation_id: str
    ) -> StoredStanding:
        before = replaced.version if replaced else 0
        item = standing_item(creator, version=before + 1, correlation_id=correlation_id)
        self.table.put(item, expected=before or None)
        return StoredStanding(creator, item.version)
