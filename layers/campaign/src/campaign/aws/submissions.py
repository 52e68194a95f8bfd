"""Submissions in the state table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError
from campaign.submissions.storage import (
    StoredSubmission,
    Tombstone,
    submission_in,
    submission_item,
    submission_key,
)
from campaign.submissions.submission import Submission
from campaign.videos.rights import RightsEntry
from campaign.videos.rights_storage import rights_item
from campaign.videos.storage import video_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef as Action


class SubmissionTable:
    """Implements `campaign.submissions.storage.Submissions`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, submission_id: str) -> StoredSubmission | None:
        item = self.table.get(*submission_key(submission_id))
        return submission_in(item) if item else None

    def add(self, submission: Submission, correlation_id: str) -> None:
        try:
            self.table.put(
                submission_item(submission, version=1, correlation_id=correlation_id), expected=None
            )
        except ConflictError:
            return  # an earlier run of this very request wrote it, and was cut off before it could say so

    def save(
        self, submission: Submission, replaced: StoredSubmission, right: RightsEntry | None = None
    ) -> None:
        actions = [self._replace(submission, replaced)]
        if right is not None:
            actions.append(self.table.put_action(rights_item(right), None))
        self.table.transact(f"submission {submission.id}", actions)

    def withdraw(
        self, submission: Submission, replaced: StoredSubmission, tombstone: Tombstone, correlation_id: str
    ) -> None:
        before = tombstone.replaced.version if tombstone.replaced else None
        video = video_item(
            tombstone.decision.video,
            version=(before or 0) + 1,
            change=tombstone.decision.change,
            changed_at=tombstone.entry.at,
            correlation_id=correlation_id,
        )
        self.table.transact(
            f"submission {submission.id}",
            [
                self._replace(submission, replaced),
                self.table.put_action(video, before),
                self.table.put_action(rights_item(tombstone.entry), None),
            ],
        )

    def _replace(self, submission: Submission, replaced: StoredSubmission) -> Action:
        item = submission_item(
            submission, version=replaced.version + 1, correlation_id=replaced.correlation_id
        )
        return self.table.put_action(item, replaced.version)
