"""A care case: one person who may be in distress, and what is done about it.

It stands beside whatever becomes of the post or story that opened it. It holds no words: those are in the
video, or sealed in the story, and what reviewers note is sealed beside it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NewType

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeFloat, StringConstraints

from campaign.care.tier import Tier

CaseId = NewType("CaseId", str)
"""`video-tiktok-7374895375649443115`, `story-<id>`: the subject, fit for a path."""
Subject = Annotated[str, StringConstraints(pattern=r"^(video|story|reply):\S{1,160}$")]
StaffId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
SYSTEM: Literal["system"] = "system"


class CaseStatus(StrEnum):
    """`open`: nobody is at it, though it may be kept for somebody · `claimed`: one reviewer is, for as long
    as their lease runs · `closed`: a reviewer has ended it."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a reviewer ended a case."""

    HELP_REACHED = "help_reached"  # the person said that help is with them
    HELP_OFFERED = "help_offered"  # a reply with ways to help was sent, and no answer is expected
    HANDED_TO_SERVICES = "handed_to_services"  # emergency or other services have taken over
    CANNOT_BE_REACHED = "cannot_be_reached"
    NO_CONCERN = "no_concern"


class Case(BaseModel):
    """All times in UTC, by the campaign's clock.

    `alert_at`: from then on it is due soon · `alert_tried_at`, `page_tried_at`: when somebody was about to
    be told; `alerted_at`, `paged_at`: when they were · `escalated_at`: a reviewer asks for a lead, which
    nothing has told yet · `offered`: the support resources that its person was shown at once, by
    organisation · `heard`: fingerprints of the texts that it knows of (campaign.care.sign) · `version`
    numbers the entries of its history.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CaseId
    subject: Subject
    tier: Tier
    score: NonNegativeFloat
    reasons: tuple[str, ...] = ()
    opened_at: AwareDatetime
    due_at: AwareDatetime
    alert_at: AwareDatetime
    status: CaseStatus = CaseStatus.OPEN
    assignee: StaffId | None = None
    lease_until: AwareDatetime | None = None
    alert_tried_at: AwareDatetime | None = None
    alerted_at: AwareDatetime | None = None
    page_tried_at: AwareDatetime | None = None
    paged_at: AwareDatetime | None = None
    escalated_at: AwareDatetime | None = None
    contacted_at: AwareDatetime | None = None
    offered: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: AwareDatetime | None = None
    version: Annotated[int, Field(ge=1)] = 1

    def held_by(self, now: datetime) -> str | None:
        """Who is at it now. A lease that has run out holds nothing, whether or not that is written down
        yet."""
        if self.status is CaseStatus.CLAIMED and self.lease_until is not None and self.lease_until > now:
            return self.assignee
        return None


def case_id(subject: str) -> CaseId:
    """The one case of a subject: `video:tiktok:7412` is `video-tiktok-7412`, however often it is opened."""
    return CaseId(subject.replace(":", "-"))
