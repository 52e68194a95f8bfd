"""Publishing the wording that lies in the content bucket: it becomes the next revision, or a report."""

from dataclasses import dataclass

from campaign.announcements.wording import PublishedWording, PublishedWordings
from campaign.announcements.wording_check import CheckedWording, read_wording
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import logger
from campaign.publications.uploads import Uploads

WORDING_KEY = "announcements/announcements.zip"


@dataclass(frozen=True)
class WordingPublisher:
    """Adapters and clock are handed in by the function."""

    wordings: PublishedWordings
    uploads: Uploads
    clock: Clock

    def publish(self) -> None:
        """Put what was uploaded in force, or report its faults; late or repeated calls do no harm.

        Raises TransientError when somebody published meanwhile.
        """
        # The head is read before the bundle: whoever then publishes a newer upload makes this write fail.
        live = self.wordings.live()
        upload = self.uploads.read(WORDING_KEY)
        if upload is None:
            return
        checked = read_wording(upload.content)
        if not isinstance(checked, CheckedWording):
            self.uploads.refuse(WORDING_KEY, upload, checked)
            return
        wording = checked.wording
        if live is None or live.wording.content_hash != wording.content_hash:
            revision = live.revision + 1 if live else 1
            published = PublishedWording(revision=revision, wording=wording, published_at=self.clock())
            try:
                self.wordings.add(published, upload.correlation_id)
            except ConflictError as error:
                raise TransientError(
                    "wording", "it was published by somebody else meanwhile", "try again"
                ) from error
            logger.info("wording published", revision=revision)
        self.uploads.accept(WORDING_KEY)
