"""Messages that send themselves."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol


class Schedules(Protocol):
    """Messages to one queue that send themselves at a time."""

    def ensure(self, name: str, at: datetime, message: str) -> bool:
        """Answers whether the schedule is new."""

    def keep_only(self, prefix: str, names: Collection[str]) -> None:
        """Delete every schedule whose name starts with `prefix`, except `names`, whatever queue it is for."""
