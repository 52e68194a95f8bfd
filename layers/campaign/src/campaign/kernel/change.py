"""The one domain event on the campaign bus: something changed; read the current state to know what it is
now."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Subject = Annotated[str, StringConstraints(pattern=r"^[a-z]+:\S{1,160}$")]


class ChangeEvent(BaseModel):
    """`id` is the same for every relay of the same change, so that a consumer may see it twice and act
    once. `said_at`: when what it reacts to was said outside, where that is known; `occurred_at` is when the
    campaign wrote it down.

    `care_tier`, `care_score`, `care_reasons` and `care_texts`: the sign of distress in what was said anew,
    where there is one (campaign.care.sign). It holds no words, and is enough to open a case whatever has
    become of the subject meanwhile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    type: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_]+$")]
    subject: Subject
    revision: Annotated[int, Field(ge=1)]
    occurred_at: datetime
    said_at: datetime | None = None
    correlation_id: str
    care_tier: str | None = None
    care_score: float | None = None
    care_reasons: tuple[str, ...] | None = None
    care_texts: tuple[str, ...] | None = None


class BusEnvelope(BaseModel):
    """A ChangeEvent as EventBridge hands it to a queue; the rest of its envelope is of no use here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    detail: ChangeEvent


def read_change(body: str) -> ChangeEvent:
    """The change in a message of a queue that the bus feeds. Raises ValidationError when it is malformed."""
    return BusEnvelope.model_validate_json(body).detail
