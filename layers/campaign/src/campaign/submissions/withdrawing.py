"""Taking a video back. The link of any submission of it will do: the campaign cannot know which of them the
creator's own was, and to take down once too often is the safer mistake."""

from dataclasses import dataclass
from datetime import datetime

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from campaign.kernel.observability import count, logger
from campaign.submissions.storage import StoredSubmission, Submissions, Tombstone
from campaign.submissions.submission import SubmissionState
from campaign.videos.moves import Actor, withdraw
from campaign.videos.review import Videos
from campaign.videos.rights import Right
from campaign.videos.video import Video, VideoKey, VideoStatus

ROUNDS = 3
"""How often it is read and tried again when somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    submissions: Submissions
    videos: Videos
    clock: Clock

    def withdraw(self, submission_id: str, correlation_id: str) -> None:
        """After this the submission is withdrawn and its video, if it has one, a tombstone. Twice is fine.

        Raises NotFoundError when there is no such submission, TransientError when others were faster each
        time.
        """
        for _ in range(ROUNDS):
            stored = self.submissions.get(submission_id)
            if stored is None:
                raise NotFoundError(f"submission {submission_id}", "there is none", "check the link")
            if stored.submission.state is SubmissionState.WITHDRAWN:
                return
            try:
                self._withdraw(stored, correlation_id)
            except ConflictError:
                continue
            count("SubmissionsWithdrawn")
            logger.info("submission withdrawn", submission=submission_id, video=stored.submission.video)
            return
        raise TransientError(f"submission {submission_id}", "others changed it each time", "try again")

    def _withdraw(self, stored: StoredSubmission, correlation_id: str) -> None:
        now = self.clock()
        withdrawn, key = stored.submission.withdrawn(now), stored.submission.video
        if key is None:
            self.submissions.save(withdrawn, stored)
            return
        replaced = self.videos.get(key)
        video = replaced.video if replaced else _not_arrived_yet(key, now)
        tombstone = Tombstone(
            withdraw(video, by=Actor.CREATOR, at=now), replaced, withdrawn.right(Right.REVOKED, key, now)
        )
        self.submissions.withdraw(withdrawn, stored, tombstone, correlation_id)


def _not_arrived_yet(key: VideoKey, now: datetime) -> Video:
    """Its observation is still on its way to the intake, and must find the tombstone there."""
    platform, _, video_id = key.partition(":")
    return Video(
        platform=platform,
        id=video_id,
        status=VideoStatus.GONE,
        observed_at=now,
        gone_at=now,
        received_at=now,
    )
