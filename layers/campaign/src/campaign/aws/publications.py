"""Published toolkits, kept in the state table."""

from collections.abc import Iterator

from campaign.aws.table import Table
from campaign.publications import storage
from campaign.publications.toolkit import Toolkit, ToolkitId


class ToolkitTable:
    """Implements `campaign.publications.storage.Toolkits`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def live(self, toolkit_id: ToolkitId) -> Toolkit | None:
        item = self.table.get(storage.partition(toolkit_id), storage.HEAD)
        return storage.toolkit_in(item) if item else None

    def all_live(self) -> Iterator[Toolkit]:
        """In the order of their ids."""
        return map(storage.toolkit_in, self.table.query_index("gsi1", storage.INDEX))

    def add(self, toolkit: Toolkit, correlation_id: str) -> None:
        before = toolkit.revision - 1
        self.table.put_revision(
            storage.head_of(toolkit, correlation_id), storage.snapshot_of(toolkit), expected=before or None
        )
