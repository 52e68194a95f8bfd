"""The check of a submission: what its link shows, and what comes of it. May be repeated at any point."""

from collections.abc import Callable
from dataclasses import dataclass

from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from campaign.kernel.observability import count, logger
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.submissions.storage import StoredSubmission, Submissions
from campaign.submissions.submission import Submission, SubmissionState
from campaign.videos.hashtags import in_caption
from campaign.videos.intake import Creator, VideoObserved
from campaign.videos.rights import Right, standing
from campaign.videos.rights_storage import Rights
from campaign.videos.video import VideoKey

ROUNDS = 3
"""How often a submission is read and decided again when somebody withdrew it, or checked it, meanwhile."""


@dataclass(frozen=True, slots=True)
class SeenVideo:
    """What everybody can see behind a link; `handle` is without @, where it is told."""

    platform: str
    id: str
    handle: str | None
    caption: str

    @property
    def key(self) -> VideoKey:
        return VideoKey(f"{self.platform}:{self.id}")


@dataclass(frozen=True, slots=True)
class Checking:
    """`look_up` raises LinkRefusedError for what is no public video, TransientError when it cannot tell."""

    submissions: Submissions
    rights: Rights
    look_up: Callable[[str], SeenVideo]
    send: Callable[[VideoObserved], None]
    clock: Clock

    def check(self, submission_id: str) -> None:
        """Takes the submission or refuses it; one that was withdrawn meanwhile stays withdrawn.

        It is taken first and handed to the intake then, so that whoever withdraws in between knows which
        video to bury. A repetition hands it on once more, which says nothing new: it counts as seen when it
        was taken.
        """
        for _ in range(ROUNDS):
            try:
                return self._check(submission_id)
            except ConflictError:
                logger.info("submission changed meanwhile; looking at it again", submission=submission_id)
        raise TransientError(f"submission {submission_id}", "others were faster each time", "look again")

    def _check(self, submission_id: str) -> None:
        """Raises ConflictError when the submission was changed since it was read."""
        stored = self.submissions.get(submission_id)
        if stored is None:
            raise NotFoundError(f"submission {submission_id}", "there is none", "look at who sent this")
        if stored.submission.state not in {SubmissionState.CHECKING, SubmissionState.TAKEN}:
            return
        try:
            seen = self.look_up(stored.submission.link)
            taken = self._taken(stored, seen)
        except LinkRefusedError as error:
            if stored.submission.state is SubmissionState.CHECKING:
                self._refuse(stored, error.reason)
            return
        self.send(_observation(taken, seen, stored.correlation_id))

    def _taken(self, stored: StoredSubmission, seen: SeenVideo) -> Submission:
        if stored.submission.state is SubmissionState.TAKEN:
            if stored.submission.video != seen.key:
                raise LinkRefusedError(Refusal.NOT_A_VIDEO)  # the link leads elsewhere by now
            return stored.submission
        now = self.clock()
        if standing(self.rights.of(seen.key), now) in {Right.REFUSED, Right.REVOKED}:
            raise LinkRefusedError(Refusal.NOT_WANTED)
        taken = stored.submission.taken(seen.key, now)
        self.submissions.save(taken, stored, taken.right(Right.GRANTED, seen.key, now))
        count("SubmissionsTaken")
        logger.info("submission taken", submission=taken.id, video=seen.key)
        return taken

    def _refuse(self, stored: StoredSubmission, reason: Refusal) -> None:
        refused = stored.submission.refused(reason, self.clock())
        self.submissions.save(refused, stored)
        count("SubmissionsRefused")
        logger.info("submission refused", submission=refused.id, reason=reason)


def _observation(taken: Submission, seen: SeenVideo, correlation_id: str) -> VideoObserved:
    return VideoObserved(
        platform=seen.platform,
        id=seen.id,
        source="submission",
        observed_at=taken.decided_at or taken.submitted_at,
        correlation_id=correlation_id,
        creator=Creator(handle=seen.handle),
        caption=seen.caption,
        hashtags=in_caption(seen.caption),
        marks=taken.marks,
    )
