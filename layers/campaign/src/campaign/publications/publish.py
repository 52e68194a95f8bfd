"""Publishing what lies in the content bucket: one upload becomes a revision, or a report of its faults."""

import re
from dataclasses import dataclass
from typing import Protocol

from campaign.kernel.batch import set_aside
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.kernel.quarantine import Quarantine
from campaign.publications.bundle import MAX_BUNDLE_BYTES
from campaign.publications.faults import Fault, FaultReport
from campaign.publications.revisions import next_revision
from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import Toolkit, ToolkitContent, ToolkitId
from campaign.publications.validation import read_bundle

SOURCE = "publications"
_KEY = re.compile(r"toolkits/(?P<id>(?=.{1,40}\.zip)[a-z0-9]+(?:-[a-z0-9]+)*)\.zip")


@dataclass(frozen=True)
class Upload:
    """`content` is cut one byte above the limit; `etag` names this very upload."""

    content: bytes
    etag: str

    @property
    def correlation_id(self) -> str:
        """Of all that comes of the upload."""
        return f"upload:{self.etag}"


class ContentBucket(Protocol):
    """The bucket that staff upload to."""

    def read(self, key: str, *, at_most: int) -> Upload | None: ...

    def write(self, key: str, body: bytes, *, content_type: str) -> None: ...

    def delete(self, key: str) -> None: ...


@dataclass(frozen=True)
class Publisher:
    """Publishes bundles; adapters and clock are handed in by the function."""

    toolkits: Toolkits
    bucket: ContentBucket
    quarantine: Quarantine
    clock: Clock

    def publish(self, key: str) -> None:
        """Publish the bundle that lies at `key` now, or report its faults; late or repeated calls do no harm.

        Raises PermanentError for a key that is no toolkit's, TransientError when someone published meanwhile.
        """
        toolkit_id = _toolkit_id(key)
        # The head is read before the bundle: whoever then publishes a newer upload makes this write fail.
        live = self.toolkits.live(toolkit_id)
        upload = self.bucket.read(key, at_most=MAX_BUNDLE_BYTES)
        if upload is None:
            logger.info("bundle is gone; what is published stays", bundle=key)
            return
        # On every line from here on, until kernel/batch.py is done with the message.
        logger.append_keys(correlation_id=upload.correlation_id)
        content = read_bundle(upload.content)
        if not isinstance(content, ToolkitContent):
            self._refuse(key, upload, content)
            return
        decision = next_revision(toolkit_id, live, content, self.clock())
        if isinstance(decision, Fault):
            self._refuse(key, upload, (decision,))
            return
        if decision is not None:
            self._add(decision, upload)
        self.bucket.delete(report_key(key))

    def _add(self, toolkit: Toolkit, upload: Upload) -> None:
        try:
            self.toolkits.add(toolkit, correlation_id=upload.correlation_id)
        except ConflictError as error:
            raise TransientError(
                toolkit.id, "it was published by somebody else meanwhile", "try again"
            ) from error
        count("ToolkitsPublished")
        logger.info("toolkit published", toolkit=toolkit.id, revision=toolkit.revision)

    def _refuse(self, key: str, upload: Upload, faults: tuple[Fault, ...]) -> None:
        report = FaultReport(bundle=key, etag=upload.etag, faults=faults)
        body = report.model_dump_json(indent=2)
        self.bucket.write(report_key(key), body.encode(), content_type="application/json")
        places = ", ".join(f"{fault.file}:{fault.line}" for fault in faults)
        refusal = PermanentError(key, f"{len(faults)} faults ({places})", f"read {report_key(key)}")
        set_aside(body, refusal, source=SOURCE, quarantine=self.quarantine, clock=self.clock)
        count("BundlesRefused")


def bundle_key(toolkit_id: str) -> str:
    """Where a toolkit's bundle is uploaded to. Raises PermanentError for an id that no toolkit may have."""
    key = f"toolkits/{toolkit_id}.zip"
    _toolkit_id(key)
    return key


def report_key(bundle_key: str) -> str:
    return bundle_key.removesuffix(".zip") + ".report.json"


def _toolkit_id(key: str) -> ToolkitId:
    match = _KEY.fullmatch(key)
    if match is None:
        raise PermanentError(
            "upload",
            "its key is no toolkit's",
            "name it toolkits/<id>.zip, with at most 40 of a-z, 0-9 and -",
        )
    return ToolkitId(match["id"])
