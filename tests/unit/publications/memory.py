"""The publisher's world in memory: a bucket, the publications and the quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import md5

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, NotFoundError
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication, Revision
from campaign.publications.publish import Publisher
from campaign.publications.uploads import Upload, Uploads


@dataclass
class World:
    """Implements ContentBucket, Publications and Quarantine."""

    objects: dict[str, bytes] = field(default_factory=dict)
    heads: dict[tuple[Kind, str], Publication] = field(default_factory=dict)
    snapshots: dict[tuple[Kind, str, int], Revision] = field(default_factory=dict)
    quarantined: list[str] = field(default_factory=list)

    def publisher(self, clock: Clock) -> Publisher:
        return Publisher(self, Uploads(self, self, clock), clock)

    def read(self, key: str, *, at_most: int) -> Upload | None:
        content = self.objects.get(key)
        return Upload(content[: at_most + 1], md5(content).hexdigest()) if content is not None else None

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        self.objects[key] = body

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)

    def put(self, source: str, body: str, reason: str, received_at: datetime) -> None:
        self.quarantined.append(body)

    def find(self, kind: Kind, publication_id: str) -> Publication | None:
        return self.heads.get((kind, publication_id))

    def get(self, kind: Kind, publication_id: str) -> Publication:
        if (found := self.find(kind, publication_id)) is None:
            raise NotFoundError(publication_id, "there is none", "check its id")
        return found

    def all_of(self, kind: Kind) -> Iterator[Publication]:
        return (head for (each, _), head in sorted(self.heads.items()) if each is kind)

    def revision(self, kind: Kind, publication_id: str, number: int) -> Revision:
        return self.snapshots[kind, publication_id, number]

    def revisions(self, kind: Kind, publication_id: str) -> Iterator[Revision]:
        return (found for key, found in sorted(self.snapshots.items()) if key[:2] == (kind, publication_id))

    def keep(self, publication: Publication, correlation_id: str, revision: Revision | None = None) -> None:
        key = publication.kind, publication.id
        stored = self.heads[key].version if key in self.heads else 0
        if publication.version != stored + 1:
            raise ConflictError(publication.subject, "it was changed", "read it again")
        self.heads[key] = Publication.model_validate_json(publication.model_dump_json(exclude_none=True))
        if revision is not None:
            kept = Revision.model_validate_json(revision.model_dump_json())
            self.snapshots[*key, revision.revision] = kept
