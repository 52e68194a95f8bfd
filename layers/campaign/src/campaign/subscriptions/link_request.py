"""Somebody who asks for the link to what they chose, and may or may not be subscribed."""

from datetime import timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.audience.subscriber import Contact, Language, SubscriberId

ANSWER_WITHIN = timedelta(hours=1)
"""Then it is forgotten, unanswered: who asked will have asked again."""


class LinkRequest(BaseModel):
    """Kept of everybody alike until it is answered. `id`: of the address, as a subscriber's · `version`
    counts the writes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SubscriberId
    contact: Contact
    language: Language
    asked_at: AwareDatetime
    version: Annotated[int, Field(ge=1)] = 1
    correlation_id: str

    @property
    def until(self) -> AwareDatetime:
        return self.asked_at + ANSWER_WITHIN
