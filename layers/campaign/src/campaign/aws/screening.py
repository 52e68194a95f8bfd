"""What the intake screens by, read from the state table now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.aws.policies import PolicyTable
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.kernel.clock import Clock
from campaign.videos.screening import Screen, Screening
from campaign.videos.standing import Standing

KEPT_FOR = timedelta(seconds=30)
"""A change of the policy or of a list is in force after that, everywhere: reading them for every batch would
cost more than all that the intake does."""


class KeptScreening:
    """The policy and the lists as they were at most KEPT_FOR ago."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._policies = PolicyTable(table)
        self._standings = StandingTable(table)
        self._clock = clock
        self._kept: tuple[datetime, Screen] | None = None

    def __call__(self) -> Screen:
        """Raises TransientError when they cannot be read."""
        now = self._clock()
        if self._kept is None or now - self._kept[0] >= KEPT_FOR:
            screening = Screening(
                self._policies.in_force(), trusted=self._ids("trusted"), blocked=self._ids("blocked")
            )
            self._kept = now, screening
        return self._kept[1]

    def _ids(self, standing: Standing) -> list[str]:
        return [stored.creator.id for stored in self._standings.all_of(standing)]
