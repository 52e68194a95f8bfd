"""Featured videos whose granted right has run out: off the hub, and into the ledger, in one transaction."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from campaign.aws.rights import RightsTable
from campaign.aws.table import Table
from campaign.aws.videos import VideoTable
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger
from campaign.videos.review import StoredVideo
from campaign.videos.rights import settled


class Expiries:
    def __init__(self, table: Table) -> None:
        self.rights = RightsTable(table)
        self.videos = VideoTable(table)

    def settle(self, stored: StoredVideo, now: datetime, correlation_id: str) -> None:
        """Once, however often and by however many it is tried: on condition of the version that was read.

        A clash is somebody else's write; the next run looks again. A ledger that cannot be read, such as what
        a newer version wrote, counts as a video that cannot be, and holds up no other.
        """
        key = stored.video.key
        try:
            decision, entry = settled(stored.video, self.rights.of(key), now)
            if entry is None:
                self.videos.save(decision, stored, now, correlation_id)
                return
            self.rights.record(entry, now, correlation_id, (decision, stored))
        except ConflictError:
            logger.info("video changed while its rights ran out", video=key, correlation_id=correlation_id)
        except ValidationError:
            count("VideosUnreadable")
            logger.error("rights ledger cannot be read", video=key)
        else:
            count("RightsExpired")
            logger.info("rights expired", video=key, correlation_id=correlation_id)
