"""Publications, kept in the state table."""

from collections.abc import Iterator

from campaign.aws.table import Table
from campaign.kernel.errors import NotFoundError
from campaign.publications import storage
from campaign.publications.kind import Kind
from campaign.publications.moves import is_erased
from campaign.publications.publication import Publication, Revision
from campaign.publications.storage import HEAD, partition, snapshot_key

_IN_ONE_TRANSACTION = 90
"""Snapshots of what was withdrawn unseen, the newest ones; DynamoDB takes 100 actions."""


class PublicationTable:
    """Implements `campaign.publications.storage.Publications`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def find(self, kind: Kind, publication_id: str) -> Publication | None:
        item = self.table.get(partition(kind, publication_id), HEAD)
        return storage.publication_in(item) if item else None

    def get(self, kind: Kind, publication_id: str) -> Publication:
        if (found := self.find(kind, publication_id)) is None:
            raise NotFoundError(f"{kind} {publication_id}", "there is none of that name", "check its id")
        return found

    def all_of(self, kind: Kind) -> Iterator[Publication]:
        return map(storage.publication_in, self.table.query_index("gsi1", storage.index(kind)))

    def revision(self, kind: Kind, publication_id: str, number: int) -> Revision:
        item = self.table.get(partition(kind, publication_id), snapshot_key(number))
        if item is None:
            raise NotFoundError(
                f"{kind} {publication_id}", f"there is no revision {number}", "read how it stands"
            )
        return storage.revision_in(item)

    def revisions(self, kind: Kind, publication_id: str) -> Iterator[Revision]:
        return map(storage.revision_in, self.table.query(partition(kind, publication_id), "REV#"))

    def keep(self, publication: Publication, correlation_id: str, revision: Revision | None = None) -> None:
        head = storage.head_of(publication, correlation_id)
        before = publication.version - 1 or None
        if revision is not None:
            self.table.put_revision(head, storage.snapshot_of(revision), expected=before)
        elif is_erased(publication):
            keys = [item.key for item in self.table.query(head.pk, "REV#")]
            gone = [self.table.delete_action(*key) for key in keys[-_IN_ONE_TRANSACTION:]]
            self.table.transact(head.pk, [self.table.put_action(head, before), *gone])
            for key in keys[:-_IN_ONE_TRANSACTION]:  # nobody can reach them any more
                self.table.delete(*key)
        else:
            self.table.put(head, expected=before)
