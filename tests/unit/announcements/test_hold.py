"""What a hold stops is kept, and comes back when it ends: through every order of who writes when."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.hold import NO_HOLD, Hold, turned
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.planner import Planner
from campaign.aws.holds import HoldTable
from campaign.aws.table import Table
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import ConflictError
from tests.unit.announcements.samples import due
from tests.unit.functions.announcing.stage import Killed, killed_after
from tests.unit.sessions.samples import NOW

ANNOUNCED = due(Milestone.SESSION_ANNOUNCED)
OFF = ChangeEvent(
    id="hold:campaign@2/hold.changed",
    type="hold.changed",
    subject="hold:campaign",
    revision=2,
    occurred_at=NOW,
    correlation_id="c-1",
)


class Sent:
    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.before: Callable[[], None] = lambda: None

    def send_all(self, bodies: Iterable[str]) -> None:
        self.before()
        self.bodies += bodies

    @property
    def keys(self) -> list[str]:
        return [AnnouncementDue.model_validate_json(body).key for body in self.bodies]


@pytest.fixture
def holds(table: Table) -> HoldTable:
    return HoldTable(table)


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
def planner(holds: HoldTable, sent: Sent) -> Planner:
    return Planner(None, None, None, holds, None, sent, lambda: NOW, None)  # type: ignore[arg-type]  # a release asks no more


def turn(holds: HoldTable, *, on: bool) -> None:
    following = turned(holds.current(), on=on, why="why", by="staff-1", now=NOW)
    assert following is not None
    holds.turn(following, "c-1")


def hold_back(holds: HoldTable, *dues: AnnouncementDue, version: int = 1) -> None:
    holds.table.transact("test", [holds.hold_back_action(one, version, NOW) for one in dues])


def waiting(holds: HoldTable) -> list[str]:
    return [one.key for one, _ in holds.held()]


def test_there_is_no_hold_until_somebody_turns_it_on(holds: HoldTable) -> None:
    assert holds.current() == NO_HOLD


def test_to_ask_for_what_is_so_already_changes_nothing() -> None:
    on = Hold(on=True, why="why", by="staff-1", since=NOW, version=1)

    assert turned(on, on=True, why="other", by="staff-2", now=NOW + timedelta(hours=1)) is None
    assert turned(NO_HOLD, on=False, why=None, by="staff-1", now=NOW) is None


def test_of_two_who_turn_it_at_once_one_reads_again(holds: HoldTable) -> None:
    on = Hold(on=True, why="why", by="staff-1", since=NOW, version=1)
    holds.turn(on, "c-1")

    with pytest.raises(ConflictError):
        holds.turn(on, "c-2")


def test_news_that_changes_plans_is_never_frozen() -> None:
    assert {milestone for milestone, policy in CLASSES.items() if not policy.frozen} == {
        Milestone.SESSION_MOVED,
        Milestone.SESSION_POSTPONED,
        Milestone.SESSION_CANCELLED,
        Milestone.TOOLKIT_RECALLED,
    }


def test_when_it_ends_everything_comes_back_once(planner: Planner, holds: HoldTable, sent: Sent) -> None:
    dues = [due(Milestone.SESSION_ANNOUNCED, subject=f"session:talk-{number}") for number in range(23)]
    turn(holds, on=True)
    hold_back(holds, *dues)
    turn(holds, on=False)

    planner.follow(OFF)
    planner.follow(OFF)

    assert sorted(sent.keys) == sorted(one.key for one in dues)
    assert waiting(holds) == []


def test_while_it_is_on_again_nothing_comes_back(planner: Planner, holds: HoldTable, sent: Sent) -> None:
    turn(holds, on=True)
    hold_back(holds, ANNOUNCED)

    planner.follow(OFF)  # told late, of a turn before

    assert (sent.keys, waiting(holds)) == ([], [ANNOUNCED.key])


def test_what_another_hold_stops_during_the_release_waits_for_that_holds_end(
    planner: Planner, holds: HoldTable, sent: Sent
) -> None:
    turn(holds, on=True)
    hold_back(holds, ANNOUNCED)
    turn(holds, on=False)

    def stopped_again() -> None:
        turn(holds, on=True)
        hold_back(holds, ANNOUNCED, version=2)

    sent.before = stopped_again
    planner.follow(OFF)
    assert waiting(holds) == [ANNOUNCED.key]

    sent.before = lambda: None
    turn(holds, on=False)
    planner.follow(OFF)

    assert sent.keys == [ANNOUNCED.key] * 2  # whoever expands it knows what was made already
    assert waiting(holds) == []


def test_killed_after_any_call_a_release_loses_nothing(
    planner: Planner, holds: HoldTable, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    dues = [due(Milestone.SESSION_ANNOUNCED, subject=f"session:talk-{number}") for number in range(3)]
    calls = 0
    while True:
        hold_back(holds, *dues)
        sent.bodies.clear()
        calls += 1
        try:
            with killed_after(monkeypatch, calls):
                planner.follow(OFF)
        except Killed:
            planner.follow(OFF)
            assert set(sent.keys) == {one.key for one in dues}
            assert waiting(holds) == []
        else:
            break
    assert calls > 5  # the hold, what it stopped, and each that is forgotten


def test_an_announcement_stopped_just_as_the_hold_ends_is_never_lost(
    planner: Planner, holds: HoldTable, sent: Sent
) -> None:
    """Whoever stops one writes it down and then looks again: the release came before, and found nothing."""
    turn(holds, on=True)
    assert holds.current().on  # the announcer looks
    turn(holds, on=False)
    planner.follow(OFF)  # the release is through
    hold_back(holds, ANNOUNCED)  # the announcer writes it down

    assert not holds.current().on  # and looks again: its message comes back and is expanded
    planner.follow(OFF)
    assert waiting(holds) == []
