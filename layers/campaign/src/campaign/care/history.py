"""What happened to a case, entry by entry. Entries are only ever added, and hold no words."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.care.case import Outcome, StaffId
from campaign.care.tier import Tier


class What(StrEnum):
    OPENED = "opened"
    RAISED = "raised"
    HEARD = "heard"  # its person has said something new, no more urgent than before
    REOPENED = "reopened"  # the same, after it was closed
    CLAIMED = "claimed"
    RENEWED = "renewed"
    RELEASED = "released"
    FREED = "freed"  # a lease ran out
    ASSIGNED = "assigned"
    READ = "read"
    NOTED = "noted"
    WORDS_DELETED = "words_deleted"  # on request; those who told a story do it by their link themselves
    CONTACTED = "contacted"
    ESCALATED = "escalated"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    ALERT_TRIED = "alert_tried"
    ALERTED = "alerted"
    PAGE_TRIED = "page_tried"
    PAGED = "paged"


class Entry(BaseModel):
    """`by`: a staff member's opaque id, or `system` · `to`: whom it was given to · `template`: the reply
    that was sent, by its id and language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[int, Field(ge=1)]
    at: AwareDatetime
    by: StaffId
    what: What
    tier: Tier | None = None
    to: StaffId | None = None
    template: str | None = None
    outcome: Outcome | None = None
