"""How far a hashtag search has come: what is stored after every page, so that whoever goes on repeats
nothing."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict, NonNegativeInt

from campaign.tiktok.search_days import ONE_DAY, Days


class Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InFlight(Stored):
    """The window that is being read. `cursor` and `search_id` ask for its next page, as TikTok told.

    `failures`: in a row, of this page · `restarts`: how often TikTok has lost the search of this one day.
    """

    window: Days
    began_at: AwareDatetime
    cursor: NonNegativeInt = 0
    search_id: str | None = None
    pages: NonNegativeInt = 0
    failures: NonNegativeInt = 0
    restarts: NonNegativeInt = 0


class SkippedDay(Stored):
    """A day that TikTok has not answered, however it was asked."""

    day: date
    reason: str
    skipped_at: AwareDatetime


class SearchState(Stored):
    """One search: that for new videos goes round by round, that of a past range has one round.

    `days`: of this round · `began_at`: when it began · `requests`: what it has cost so far · `searched_at`:
    everything that TikTok showed at this moment has been read, skipped days apart; None until a round is
    done · `held_until`: by then the run that is at work has saved again, or is dead.
    """

    name: str
    days: Days
    began_at: AwareDatetime
    to_do: tuple[Days, ...]
    in_flight: InFlight | None = None
    requests: NonNegativeInt = 0
    skipped: tuple[SkippedDay, ...] = ()
    searched_at: AwareDatetime | None = None
    held_until: AwareDatetime | None = None
    version: NonNegativeInt = 0

    @property
    def is_done(self) -> bool:
        return self.in_flight is None and not self.to_do

    @property
    def days_left(self) -> int:
        return len({day for window in self._unread() for day in window.each()})

    @property
    def done_until(self) -> date | None:
        """The last day of this round up to which all is read; None before the first window is."""
        unread = [window.first for window in self._unread() if window.last >= self.days.first]
        day = min(unread) - ONE_DAY if unread else self.days.last
        return day if day in self.days else None

    def _unread(self) -> tuple[Days, ...]:
        return (self.in_flight.window, *self.to_do) if self.in_flight else self.to_do
