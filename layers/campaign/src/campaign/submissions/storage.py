"""Submissions as items of the state table, and what is done with them there."""

from dataclasses import dataclass
from typing import Protocol

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.submissions.submission import Submission, SubmissionState
from campaign.videos.moves import Decision
from campaign.videos.review import StoredVideo
from campaign.videos.rights import RightsEntry


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """A submission as it was read; `version` guards its next write."""

    submission: Submission
    version: int
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A video that is withdrawn, what it replaces (None: it has not arrived yet), and why."""

    decision: Decision
    replaced: StoredVideo | None
    entry: RightsEntry


class Submissions(Protocol):
    """Implemented by `campaign.aws.submissions.SubmissionTable`. Every write but the first raises
    ConflictError when something that it rests on was written meanwhile."""

    def get(self, submission_id: str) -> StoredSubmission | None: ...

    def add(self, submission: Submission, correlation_id: str) -> None:
        """A submission that is there already stays as it is: its id is made from what was sent."""
        ...

    def save(
        self, submission: Submission, replaced: StoredSubmission, right: RightsEntry | None = None
    ) -> None:
        """The submission's next state, together with what it enters into the video's ledger."""
        ...

    def withdraw(
        self, submission: Submission, replaced: StoredSubmission, tombstone: Tombstone, correlation_id: str
    ) -> None:
        """The submission, the video and its ledger, all or none."""
        ...


def submission_key(submission_id: str) -> tuple[str, str]:
    return f"SUBMISSION#{submission_id}", "SUBMISSION"


def submission_item(submission: Submission, *, version: int, correlation_id: str) -> Item:
    """Only a new one is told on the bus: it is to be checked."""
    pk, sk = submission_key(submission.id)
    return Item(
        pk=pk,
        sk=sk,
        version=version,
        data=submission.model_dump_json(exclude_none=True),
        changed_at=iso(submission.decided_at or submission.submitted_at),
        change="submission.received" if submission.state is SubmissionState.CHECKING else None,
        correlation_id=correlation_id,
    )


def submission_in(item: Item) -> StoredSubmission:
    submission = Submission.model_validate_json(item.data)
    return StoredSubmission(submission, item.version, item.correlation_id or submission.id)
