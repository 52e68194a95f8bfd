"""The life of a session as its readers could know it, one happening after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Kind = Literal[
    "drafted",
    "added",
    "published",
    "retold",
    "moved",
    "postponed",
    "cancelled",
    "replayed",
    "announced apart",
]


class Happening(NamedTuple):
    """`retold`: a title, a place or a duration is another. `announced apart`: added, but another date of its
    series speaks for it. `starts` for what gives it a date."""

    at: datetime
    session: str
    kind: Kind
    starts: datetime | None = None


@dataclass
class Life:
    """`revision` counts the changes, `timing` is the one that last decided whether and when it takes place.

    `known`: the start that readers hold, None while there is none. `plans_needed_by`: until when the newest
    word on its date is of use to them; None without an end.
    """

    revision: int = 0
    timing: int = 0
    state: Literal["none", "draft", "on", "postponed", "cancelled"] = "none"
    start: datetime | None = None
    known: datetime | None = None
    plans_needed_by: datetime | None = None
    replay_number: int = 0

    @property
    def takes_place(self) -> bool:
        return self.state == "on"

    @property
    def starts(self) -> datetime:
        assert self.start is not None, "it was never given a date"
        return self.start

    def take(self, happening: Happening) -> str | None:
        """Answers the news that this makes at once, if any."""
        self.revision += 1
        self.start = happening.starts or self.start
        kind = happening.kind
        if kind in ("drafted", "retold"):
            self.state = "draft" if kind == "drafted" else self.state
            return None
        if kind == "moved" and self.state == "draft":
            return None
        if kind == "replayed":
            first = self.replay_number == 0
            self.replay_number = self.replay_number or self.revision
            return "replay.available" if first else None
        self.timing = self.revision
        if kind in ("added", "published", "announced apart"):
            self.state, self.known, self.plans_needed_by = "on", self.start, self.start
            return None if kind == "announced apart" else "session.announced"
        if kind == "moved":
            self.plans_needed_by = min(self.starts, self.known) if self.known else self.start
            self.state, self.known = "on", self.start
            return "session.moved"
        self.plans_needed_by = self.known
        self.state, self.known = ("cancelled", self.known) if kind == "cancelled" else ("postponed", None)
        return f"session.{kind}"
