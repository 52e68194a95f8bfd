"""A reader, as far as it matters to what they are told."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from tests.announced.quiet import Hours


@dataclass(frozen=True, order=True)
class Reader:
    """`topics`: `everything`, `sessions`, `toolkits`, `session:<id>`. `digest`: asked for the weekly one."""

    id: str
    language: Literal["ar", "en"] = "en"
    zone: str = "UTC"
    quiet: Hours = (time(21), time(9))
    digest: bool = False
    topics: tuple[str, ...] = ("sessions",)
    channel: Literal["email", "webhook"] = "email"

    def follows(self, subject: str) -> bool:
        if subject.startswith("digest:"):
            return self.digest
        return bool({"everything", "sessions", subject} & set(self.topics))
