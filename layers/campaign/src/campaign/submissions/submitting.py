"""Keeping a link that was sent in, once, however often the same is sent."""

import re
from dataclasses import dataclass
from typing import Protocol

from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import NotFoundError, TooManyError
from campaign.kernel.observability import count, logger
from campaign.submissions.storage import Submissions
from campaign.submissions.submission import Submission, SubmissionRequest, SubmissionState
from campaign.submissions.tokens import PublicKey, new_submission_id

TURNS = 10
"""How often in an hour a link that was refused, or taken back, may be sent by the form anew."""
_ID = re.compile(r"[0-9a-f]{32}")
_STANDS = {SubmissionState.CHECKING, SubmissionState.TAKEN}


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


@dataclass(frozen=True, slots=True)
class Submitting:
    submissions: Submissions
    key: PublicKey
    limits: Limits
    clock: Clock

    def find(self, submission_id: str) -> Submission:
        """Raises NotFoundError, also for what is no id."""
        found = _ID.fullmatch(submission_id)
        stored = self.submissions.get(found[0]) if found else None
        if stored is None:
            raise NotFoundError("submission", "there is none with this id", "check the address")
        return stored.submission

    def keep(
        self, sent: SubmissionRequest, submission_id: str, *, address: str, correlation_id: str
    ) -> Submission:
        """One that is there under this id stays as it is. `address`: whose turn it counts as."""
        self.limits.count(address)
        submission = Submission(
            **{name: getattr(sent, name) for name in SubmissionRequest.model_fields},
            id=submission_id,
            submitted_at=self.clock(),
        )
        self.submissions.add(submission, correlation_id)
        count("SubmissionsReceived")
        logger.info("submission received", submission=submission.id)
        return submission

    def keep_of_this_hour(self, sent: SubmissionRequest, *, address: str, correlation_id: str) -> Submission:
        """The same link with the same consent and marks is one submission in a clock hour: a static page's
        form has no number of its own that a second click could repeat. What was refused or taken back
        meanwhile is sent in anew. A repetition counts towards no limit."""
        hour, payload = iso(self.clock())[:13], sent.model_dump(mode="json")
        for turn in range(TURNS):
            # with a space, which no program's Idempotency-Key has
            submission_id = new_submission_id(self.key.value(), f"form {hour} {turn}", payload)
            stored = self.submissions.get(submission_id)
            if stored is None:
                return self.keep(sent, submission_id, address=address, correlation_id=correlation_id)
            if stored.submission.state in _STANDS:
                logger.info("submission sent again", submission=submission_id)
                return stored.submission
        raise TooManyError(
            "submissions", "this link was refused many times", "please try again later", retry_after=3600
        )
