"""Publishing what lies in the content bucket: an upload is proposed as a revision, or reported with its
faults."""

import re
from dataclasses import dataclass

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.publications.bundle import MAX_PUBLICATION_BYTES
from campaign.publications.content import attachment_key
from campaign.publications.faults import Fault
from campaign.publications.kind import Kind
from campaign.publications.lint import Lint, lint
from campaign.publications.moves import propose
from campaign.publications.publication import Publication, Revision
from campaign.publications.storage import Publications
from campaign.publications.uploads import Upload, Uploads
from campaign.publications.validation import Bundle, read_bundle

_KEY = re.compile(r"(?P<folder>[a-z]+)/(?P<id>(?=.{1,40}\.zip)[a-z0-9]+(?:-[a-z0-9]+)*)\.zip")


@dataclass(frozen=True)
class Publisher:
    """Proposes bundles; adapters and clock are handed in by the function. What `lint` finds is kept with the
    revision: an error stops its approval until a publisher overrides it."""

    publications: Publications
    uploads: Uploads
    clock: Clock
    lint: Lint = lint

    def publish(self, key: str) -> None:
        """Propose the bundle that lies at `key` now, or report its faults; late or repeated calls do no harm.

        Raises PermanentError for a key that is no publication's, TransientError when someone changed the
        publication meanwhile.
        """
        kind, publication_id = named_by(key)
        # The head is read before the bundle: whoever then proposes a newer upload makes this write fail.
        present = self.publications.find(kind, publication_id)
        upload = self.uploads.read(key, at_most=MAX_PUBLICATION_BYTES)
        if upload is None:
            return
        bundle = read_bundle(kind, upload.content)
        if not isinstance(bundle, Bundle):
            self.uploads.refuse(key, upload, bundle)
            return
        content, findings = bundle.content, self.lint(bundle.passages)
        proposed = propose(present, kind, publication_id, content, self.clock(), findings)
        if isinstance(proposed, Fault):
            self.uploads.refuse(key, upload, (proposed,))
            return
        if proposed is not None:
            self._attach(kind, publication_id, bundle)
            self._keep(*proposed, upload)
        self.uploads.accept(key)

    def _attach(self, kind: Kind, publication_id: str, bundle: Bundle) -> None:
        """Before the revision, so that whoever reads of an attachment finds it. By its content: to write it
        again changes nothing."""
        for attachment in bundle.content.attachments:
            key = attachment_key(kind, publication_id, attachment.path)
            body = bundle.files[attachment.path]
            self.uploads.bucket.write(key, body, content_type=attachment.media_type)

    def _keep(self, publication: Publication, revision: Revision, upload: Upload) -> None:
        try:
            self.publications.keep(publication, upload.correlation_id, revision)
        except ConflictError as error:
            raise TransientError(
                publication.subject, "it was changed by somebody else meanwhile", "try again"
            ) from error
        count("RevisionsProposed")
        logger.info(
            "revision proposed",
            publication=publication.subject,
            revision=revision.revision,
            stopped_by=sorted(revision.errors),
        )


def bundle_key(kind: Kind, publication_id: str) -> str:
    """Where a bundle is uploaded to. Raises PermanentError for an id that no publication may have."""
    key = f"{kind.folder}/{publication_id}.zip"
    named_by(key)
    return key


def named_by(key: str) -> tuple[Kind, str]:
    """Kind and id of the publication whose bundle lies at `key`. Raises PermanentError if there is none."""
    match = _KEY.fullmatch(key)
    kind = Kind.of_folder(match["folder"]) if match else None
    if match is None or kind is None:
        raise PermanentError(
            "upload",
            "its key is no publication's and not the policy's",
            "name it <kind's folder>/<id>.zip, with at most 40 of a-z, 0-9 and -, or policy/policy.zip",
        )
    return kind, match["id"]
