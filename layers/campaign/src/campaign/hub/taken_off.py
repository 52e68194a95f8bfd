"""What was on the hub and is so no longer: feeds tell those who keep what they have read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KEEP_TAKEN_OFF = timedelta(days=30)
"""How long it is told: a reader that was off for longer keeps what it has."""


@dataclass(frozen=True, slots=True)
class TakenOff:
    """What was public until then, and is so no longer; `subject` as events name it: `video:tiktok:737`."""

    subject: str
    at: datetime
