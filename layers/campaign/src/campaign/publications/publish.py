"""Publishing what lies in the content bucket: one upload becomes a revision, or a report of its faults."""

import re
from dataclasses import dataclass

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.publications.faults import Fault
from campaign.publications.revisions import next_revision
from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import Toolkit, ToolkitContent, ToolkitId
from campaign.publications.uploads import Upload, Uploads
from campaign.publications.validation import read_bundle

_KEY = re.compile(r"toolkits/(?P<id>(?=.{1,40}\.zip)[a-z0-9]+(?:-[a-z0-9]+)*)\.zip")


@dataclass(frozen=True)
class Publisher:
    """Publishes bundles; adapters and clock are handed in by the function."""

    toolkits: Toolkits
    uploads: Uploads
    clock: Clock

    def publish(self, key: str) -> None:
        """Publish the bundle that lies at `key` now, or report its faults; late or repeated calls do no harm.

        Raises PermanentError for a key that is no toolkit's, TransientError when someone published meanwhile.
        """
        toolkit_id = _toolkit_id(key)
        # The head is read before the bundle: whoever then publishes a newer upload makes this write fail.
        live = self.toolkits.live(toolkit_id)
        upload = self.uploads.read(key)
        if upload is None:
            return
        content = read_bundle(upload.content)
        if not isinstance(content, ToolkitContent):
            self.uploads.refuse(key, upload, content)
            return
        decision = next_revision(toolkit_id, live, content, self.clock())
        if isinstance(decision, Fault):
            self.uploads.refuse(key, upload, (decision,))
            return
        if decision is not None:
            self._add(decision, upload)
        self.uploads.accept(key)

    def _add(self, toolkit: Toolkit, upload: Upload) -> None:
        try:
            self.toolkits.add(toolkit, correlation_id=upload.correlation_id)
        except ConflictError as error:
            raise TransientError(
                toolkit.id, "it was published by somebody else meanwhile", "try again"
            ) from error
        count("ToolkitsPublished")
        logger.info("toolkit published", toolkit=toolkit.id, revision=toolkit.revision)


def bundle_key(toolkit_id: str) -> str:
    """Where a toolkit's bundle is uploaded to. Raises PermanentError for an id that no toolkit may have."""
    key = f"toolkits/{toolkit_id}.zip"
    _toolkit_id(key)
    return key


def _toolkit_id(key: str) -> ToolkitId:
    match = _KEY.fullmatch(key)
    if match is None:
        raise PermanentError(
            "upload",
            "its key is no toolkit's and not the policy's",
            "name it toolkits/<id>.zip, with at most 40 of a-z, 0-9 and -, or policy/policy.zip",
        )
    return ToolkitId(match["id"])
