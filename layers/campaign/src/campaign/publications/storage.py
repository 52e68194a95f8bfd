"""A publication in the state table: HEAD is how it stands, REV#<n> each revision as it was proposed."""

from collections.abc import Iterable
from typing import Protocol

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication, Revision

HEAD = "HEAD"


class Publications(Protocol):
    """Where publications are kept."""

    def find(self, kind: Kind, publication_id: str) -> Publication | None:
        """How it stands, if anything was ever proposed under this name."""

    def get(self, kind: Kind, publication_id: str) -> Publication:
        """Raises NotFoundError where there is none."""

    def all_of(self, kind: Kind) -> Iterable[Publication]:
        """In the order of their ids; an index lags by a moment."""

    def revision(self, kind: Kind, publication_id: str, number: int) -> Revision:
        """Raises NotFoundError for one that there is not."""

    def revisions(self, kind: Kind, publication_id: str) -> Iterable[Revision]:
        """All that there are, from the first."""

    def keep(self, publication: Publication, correlation_id: str, revision: Revision | None = None) -> None:
        """Write how it stands now, with the revision that was proposed, if one was; snapshots of what was
        withdrawn unseen go. Raises ConflictError unless it follows what is stored."""


def index(kind: Kind) -> str:
    return f"PUBS#{kind}"


def partition(kind: Kind, publication_id: str) -> str:
    return f"PUB#{kind}#{publication_id}"


def snapshot_key(number: int) -> str:
    return f"REV#{number:06d}"


def head_of(publication: Publication, correlation_id: str) -> Item:
    """The head alone is listed and makes an event: one write is one event."""
    return Item(
        pk=partition(publication.kind, publication.id),
        sk=HEAD,
        version=publication.version,
        data=publication.model_dump_json(exclude_none=True),
        changed_at=iso(publication.changed_at),
        change=publication.change,
        correlation_id=correlation_id,
        gsi1=(index(publication.kind), publication.id),
    )


def snapshot_of(revision: Revision) -> Item:
    return Item(
        pk=partition(revision.kind, revision.id),
        sk=snapshot_key(revision.revision),
        version=revision.revision,
        data=revision.model_dump_json(),
        changed_at=iso(revision.proposed_at),
    )


def publication_in(item: Item) -> Publication:
    return Publication.model_validate_json(item.data)


def revision_in(item: Item) -> Revision:
    return Revision.model_validate_json(item.data)
