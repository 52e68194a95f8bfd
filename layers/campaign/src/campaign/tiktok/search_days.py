"""Which days a hashtag search asks for at once: pure.

Source: TikTok for Developers, "Query Videos": days in UTC, at most 30 apart; a new video appears within 48
hours. Read with caution: a window is 30 days with both of its ends, and two whole days are asked for twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, model_validator

LONGEST_WINDOW = 30
OVERLAP = timedelta(hours=48)
ONE_DAY = timedelta(days=1)


class Days(BaseModel):
    """From the first day to the last, both included, in UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: date
    last: date

    @model_validator(mode="after")
    def _are_in_order(self) -> Days:
        if self.last < self.first:
            raise ValueError("the last day lies before the first")
        return self

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def each(self) -> Iterator[date]:
        return (self.first + place * ONE_DAY for place in range(len(self)))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def halves(self) -> tuple[Days, Days]:
        """They do not overlap: both come in the place of these days. There must be two days at least."""
        middle = self.first + (len(self) // 2 - 1) * ONE_DAY
        return Days(first=self.first, last=middle), Days(first=middle + ONE_DAY, last=self.last)


def windows(days: Days) -> tuple[Days, ...]:
    """Windows that cover the days, oldest first, each beginning 48 hours before the end of the one before."""
    found: list[Days] = []
    first = days.first
    while not found or found[-1].last < days.last:
        last = min(first + (LONGEST_WINDOW - 1) * ONE_DAY, days.last)
        found.append(Days(first=first, last=last))
        first = last + ONE_DAY - OVERLAP
    return tuple(found)
