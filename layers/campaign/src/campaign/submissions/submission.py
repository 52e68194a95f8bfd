"""A link that somebody has sent in with consent, and what may become of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from campaign.submissions.refusal import Refusal
from campaign.videos.intake import Mark
from campaign.videos.rights import Right, RightsEntry
from campaign.videos.video import VideoKey

Language = Literal["ar", "en"]
SubmissionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class SubmissionState(StrEnum):
    CHECKING = "checking"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubmissionModel(BaseModel):
    # an error may be logged, and a log holds no link
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Consent(SubmissionModel):
    """Which text was agreed to; its versions are in wording/<language>.toml."""

    text_version: Annotated[str, StringConstraints(max_length=32)]
    language: Language


class SubmissionRequest(SubmissionModel):
    """What the public API is sent. `marks` is what the creator declares about the video."""

    link: Annotated[str, StringConstraints(max_length=2048)]
    consent: Consent
    marks: tuple[Mark, ...] = ()


class Submission(SubmissionModel):
    """`link` is TikTok's own address, made from what was sent. `decided_at` is when the link was last looked
    at or withdrawn; `reason` is there when it is refused, `video` from the moment when it is taken."""

    id: SubmissionId
    link: str
    consent: Consent
    marks: tuple[Mark, ...] = ()
    submitted_at: AwareDatetime
    state: SubmissionState = SubmissionState.CHECKING
    reason: Refusal | None = None
    video: VideoKey | None = None
    decided_at: AwareDatetime | None = None

    def taken(self, video: VideoKey, at: datetime) -> "Submission":
        return self._become(SubmissionState.TAKEN, at, video=video)

    def refused(self, reason: Refusal, at: datetime) -> "Submission":
        return self._become(SubmissionState.REFUSED, at, reason=reason)

    def withdrawn(self, at: datetime) -> "Submission":
        return self._become(SubmissionState.WITHDRAWN, at, reason=None)

    def right(self, right: Right, video: VideoKey, at: datetime) -> RightsEntry:
        """What this submission enters into the video's ledger."""
        return RightsEntry(
            video=video,
            right=right,
            at=at,
            by=f"submission:{self.id}",
            consent_version=self.consent.text_version,
            consent_language=self.consent.language,
        )

    def _become(self, state: SubmissionState, at: datetime, **fields: object) -> "Submission":
        return self.model_copy(update={"state": state, "decided_at": at, **fields})
