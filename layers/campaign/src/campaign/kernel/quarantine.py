"""What can never succeed is kept for a person to look at, with its reason, and retried by nobody."""

from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict


class QuarantineEntry(BaseModel):
    """`body` is the message exactly as it came; it may hold personal data and is deleted after
    `KEEP_DAYS`."""

    model_config = ConfigDict(frozen=True)

    source: str
    key: str
    body: str
    reason: str
    received_at: AwareDatetime


class Quarantine(Protocol):
    """Where entries are kept. The same body from the same source is one entry, however often it comes."""

    def put(self, source: str, body: str, reason: str, received_at: datetime) -> None: ...
