"""What holds in one piece from the moment it is published, such as the policy: an upload becomes its next
revision, or a report of its faults."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.observability import logger
from campaign.publications.faults import Fault
from campaign.publications.uploads import Uploads


class Published(Protocol):
    """One published revision."""

    @property
    def revision(self) -> int: ...

    @property
    def content_hash(self) -> str:
        """The same for the same words, whatever the revision."""


P = TypeVar("P", bound=Published)


class Settings(Protocol[P]):
    """Where published revisions are kept."""

    def live(self) -> P | None:
        """The live revision, if any was ever published."""

    def add(self, published: P, correlation_id: str, /) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is live."""


@dataclass(frozen=True)
class SettingsPublisher(Generic[P]):
    """Adapters and clock are handed in by the function. `read` makes of a bundle, a revision's number and its
    time that revision, or tells every fault."""

    name: str
    key: str
    settings: Settings[P]
    read: Callable[[bytes, int, datetime], P | tuple[Fault, ...]]
    uploads: Uploads
    clock: Clock

    def publish(self) -> None:
        """Put what was uploaded in force, or report its faults; late or repeated calls do no harm. Revisions
        rise by themselves: nobody names any but the one in force.

        Raises TransientError when somebody published meanwhile.
        """
        # The head is read before the bundle: whoever then publishes a newer upload makes this write fail.
        live = self.settings.live()
        upload = self.uploads.read(self.key)
        if upload is None:
            return
        following = self.read(upload.content, live.revision + 1 if live else 1, self.clock())
        if isinstance(following, tuple):
            self.uploads.refuse(self.key, upload, following)
            return
        if live is None or live.content_hash != following.content_hash:
            try:
                self.settings.add(following, upload.correlation_id)
            except ConflictError as error:
                raise TransientError(
                    self.name, "it was published by somebody else meanwhile", "try again"
                ) from error
            logger.info(f"{self.name} published", revision=following.revision)
        self.uploads.accept(self.key)
