"""What reviewing needs of wherever videos are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from campaign.videos.moves import Decision
from campaign.videos.video import Video, VideoKey


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """A video as it was read; `version` rises with every write and guards the next one."""

    video: Video
    version: int


class Videos(Protocol):
    """Implemented by `campaign.aws.videos.VideoTable`."""

    def get(self, key: VideoKey) -> StoredVideo | None: ...

    def to_review(self, limit: int) -> list[StoredVideo]:
        """At most `limit` videos in review, those that wait longest first."""
        ...

    def save(
        self, decision: Decision, replaced: StoredVideo, at: datetime, correlation_id: str
    ) -> StoredVideo:
        """Raises ConflictError when the video was written since `replaced` was read."""
        ...
