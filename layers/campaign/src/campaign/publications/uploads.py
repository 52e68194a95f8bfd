"""What lies in the content bucket, and what is said of it when it cannot be published."""

from dataclasses import dataclass
from typing import Protocol

from campaign.kernel.batch import set_aside
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count, logger
from campaign.kernel.quarantine import Quarantine
from campaign.publications.bundle import MAX_BUNDLE_BYTES
from campaign.publications.faults import Fault, FaultReport

SOURCE = "publications"


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
class Uploads:
    """Adapters and clock are handed in by the function."""

    bucket: ContentBucket
    quarantine: Quarantine
    clock: Clock

    def read(self, key: str, *, at_most: int = MAX_BUNDLE_BYTES) -> Upload | None:
        """What lies there now; None when it is gone, and nothing is to be done."""
        upload = self.bucket.read(key, at_most=at_most)
        if upload is None:
            logger.info("bundle is gone; what is published stays", bundle=key)
        else:
            # On every line from here on, until kernel/batch.py is done with the message.
            logger.append_keys(correlation_id=upload.correlation_id)
        return upload

    def accept(self, key: str) -> None:
        """No report of an earlier upload's faults stays beside it."""
        self.bucket.delete(report_key(key))

    def refuse(self, key: str, upload: Upload, faults: tuple[Fault, ...]) -> None:
        """Report the faults beside the upload, and to whoever reads the quarantine."""
        report = FaultReport(bundle=key, etag=upload.etag, faults=faults)
        body = report.model_dump_json(indent=2)
        self.bucket.write(report_key(key), body.encode(), content_type="application/json")
        places = ", ".join(f"{fault.file}:{fault.line}" for fault in faults)
        refusal = PermanentError(key, f"{len(faults)} faults ({places})", f"read {report_key(key)}")
        set_aside(body, refusal, source=SOURCE, quarantine=self.quarantine, clock=self.clock)
        count("BundlesRefused")


def report_key(bundle_key: str) -> str:
    return bundle_key.removesuffix(".zip") + ".report.json"
