"""Pages and webhooks of one announcement that a hold stops in the same moment."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.hold import Hold
from campaign.announcements.holding import hold_back_page
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState, held_record
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.stores import Stores
from campaign.aws.announcements import AnnouncementTable
from campaign.aws.holds import HoldTable
from campaign.aws.table import Table
from campaign.kernel.errors import TransientError
from tests.unit.announcements.samples import due
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import NOW

DUE = due(Milestone.SESSION_ANNOUNCED)


@dataclass
class Overtaken(AnnouncementTable):
    """Before each of our writes somebody else writes, as long as there is a state in `meanwhile`."""

    table: Table
    meanwhile: list[AnnouncementState] = field(default_factory=list)

    def hold_back(self, record: AnnouncementRecord, due: AnnouncementDue) -> None:
        if self.meanwhile:
            theirs = held_record(due, self.announcement(due), NOW)
            self.record(theirs.model_copy(update={"state": self.meanwhile.pop()}))
        super().hold_back(record, due)


def stores(announcements: AnnouncementTable) -> Stores:
    holds = HoldTable(announcements.table)
    holds.turn(Hold(on=True, why="why", by="staff-1", since=NOW, version=holds.current().version + 1), "c-1")
    return cast(Stores, _Stores(announcements, holds))


@dataclass(frozen=True)
class _Stores:
    announcements: AnnouncementTable
    holds: Any


@pytest.mark.parametrize("theirs", [AnnouncementState.HELD, AnnouncementState.EXPANDED])
def test_whoever_comes_second_finds_it_held_or_holds_it(
    table: Table, clock: FixedClock, theirs: AnnouncementState
) -> None:
    announcements = Overtaken(table, [theirs])

    hold_back_page(DUE, stores(announcements), clock)

    known = announcements.announcement(DUE)
    assert known is not None
    assert known.state is AnnouncementState.HELD


def test_whoever_is_overtaken_twice_tries_again_later(table: Table, clock: FixedClock) -> None:
    announcements = Overtaken(table, [AnnouncementState.EXPANDED, AnnouncementState.EXPANDED])

    with pytest.raises(TransientError, match="another attempt was under way"):
        hold_back_page(DUE, stores(announcements), clock)
