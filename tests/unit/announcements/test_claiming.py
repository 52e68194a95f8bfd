"""Pages that meet over the same readers, on a ledger in memory that refuses what was written meanwhile."""

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from campaign.announcements.claiming import AT_WORK_FOR, ROUNDS, Claimed, Claiming
from campaign.announcements.classes import Milestone
from campaign.announcements.deciding import Reader
from campaign.announcements.hold import Hold
from campaign.announcements.ledger import Delivery, DeliveryState, entry
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.news import News
from campaign.announcements.sending import Addressed
from campaign.announcements.storage import Claim, Page
from campaign.audience.cap import NEVER_TOLD, Told
from campaign.kernel.errors import TransientError, UnderWayError
from tests.templates import queue_triggers
from tests.unit.announcements.samples import due
from tests.unit.audience.samples import NEVER_QUIET, reader
from tests.unit.conftest import FixedClock

NAMES = ("one", "two", "three")
SUBSCRIBERS = {name: reader(id=name, quiet=NEVER_QUIET) for name in NAMES}
(AT_ONCE,) = [
    trigger["ScalingConfig"]["MaximumConcurrency"]
    for function, _, trigger in queue_triggers()
    if function == "deliver"
]


def cancelled(number: int) -> AnnouncementDue:
    found: AnnouncementDue = due(Milestone.SESSION_CANCELLED, subject=f"session:talk-{number}")
    return found


NEWS = News(subject="session:talk", revision=1, topics=("sessions",), facts={})


class Ledger:
    """Implements `Deliveries` and `Readers`."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.entries: dict[DeliveryKey, Delivery] = {}
        self.lock = threading.Lock()

    def read(self, due: AnnouncementDue, subscribers: Collection[str]) -> Page:
        with self.lock:
            readers = {
                name: Reader(SUBSCRIBERS[name], self.told.get(name, NEVER_TOLD)) for name in subscribers
            }
        return Page(readers, Hold(on=False))

    def known(self, keys: Iterable[DeliveryKey]) -> dict[DeliveryKey, Delivery]:
        with self.lock:
            return {key: self.entries[key] for key in keys if key in self.entries}

    def claim(self, claims: Sequence[Claim], others: Sequence[Any], now: object) -> Collection[str]:
        with self.lock:
            clashed = {
                one.entry.subscriber_id
                for one in claims
                if self.told.get(one.entry.subscriber_id, NEVER_TOLD).version != one.told.version - 1
                or self._version(one.entry.key) != one.entry.version - 1
            }
            if not clashed:
                self.told |= {one.entry.subscriber_id: one.told for one in claims}
                self.entries |= {one.entry.key: one.entry for one in claims}
            return clashed

    def settle(self, entries: Iterable[tuple[Delivery, Delivery | None]]) -> Collection[DeliveryKey]:
        with self.lock:
            self.entries |= {new.key: new for new, _ in entries}
        return ()

    def _version(self, key: DeliveryKey) -> int:
        return self.entries[key].version if key in self.entries else 0


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def claiming(ledger: Ledger, clock: FixedClock, pause: Callable[[float], None] = lambda _: None) -> Claiming:
    return Claiming(
        readers=ledger,
        deliveries=ledger,
        later=None,  # type: ignore[arg-type]  # nobody is held
        prepare=lambda subscriber, contact, news: Addressed(subscriber, "", {}, {}),
        clock=clock,
        cap=100,
        hands_on=frozenset(),
        pause=pause,
    )


def claimed_by(one: Claiming, page: AnnouncementDue, *names: str) -> Claimed:
    readers = one.readers.read(page, names or NAMES).readers
    return one.claim(page, NEWS, readers, lambda _: None)


def attempted(claimed: Claimed) -> list[str]:
    return sorted(attempt.entry.subscriber_id for attempt in claimed.attempts)


def test_as_many_pages_as_there_are_deliverers_each_get_through_at_once(
    ledger: Ledger, clock: FixedClock
) -> None:
    together = threading.Barrier(AT_ONCE)

    def deliver(number: int) -> Claimed:
        one = claiming(ledger, clock)
        readers = one.readers.read(cancelled(number), NAMES).readers
        together.wait(10)
        return one.claim(cancelled(number), NEWS, readers, lambda _: None)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        all_claimed = list(pool.map(deliver, range(AT_ONCE)))

    assert [attempted(each) for each in all_claimed] == [sorted(NAMES)] * AT_ONCE
    assert not any(each.comes_back or each.met_others for each in all_claimed)


def test_a_page_that_each_of_the_others_overtakes_gets_through_in_its_last_round(
    ledger: Ledger, clock: FixedClock
) -> None:
    """The unluckiest order of as many as are at work at once."""
    others = iter(range(1, AT_ONCE))

    class Overtaken(Ledger):
        def claim(self, claims: Sequence[Claim], others_: Sequence[Any], now: object) -> Collection[str]:
            if (number := next(others, None)) is not None:
                claimed_by(claiming(ledger, clock), cancelled(number))
            return ledger.claim(claims, others_, now)

        read, known = ledger.read, ledger.known

    claimed = claimed_by(claiming(Overtaken(), clock), cancelled(0))

    assert (attempted(claimed), claimed.met_others) == (sorted(NAMES), False)
    assert next(others, None) is None, "all of them were before it"


def test_who_is_overtaken_in_every_round_comes_back_and_nothing_failed(
    ledger: Ledger, clock: FixedClock
) -> None:
    class NeverFirst(Ledger):
        def claim(self, claims: Sequence[Claim], others: Sequence[Any], now: object) -> Collection[str]:
            return {one.entry.subscriber_id for one in claims}

    claimed = claimed_by(claiming(NeverFirst(), clock), cancelled(0))

    assert claimed.attempts == []
    with pytest.raises(UnderWayError):
        claimed.raise_unless_done("key")


class TestAPageThatCameTwice:
    """Its twin has claimed all of its readers."""

    @pytest.fixture(autouse=True)
    def twin(self, ledger: Ledger, clock: FixedClock) -> Claimed:
        return claimed_by(claiming(ledger, clock), cancelled(0))

    def test_waits_for_what_the_other_comes_to_and_is_done(
        self, ledger: Ledger, clock: FixedClock, twin: Claimed
    ) -> None:
        def then_the_other_sends(_: float) -> None:
            ledger.settle(
                (entry(one.entry.key, one.entry, DeliveryState.SENT, clock()), one.entry)
                for one in twin.attempts
            )

        claimed = claimed_by(claiming(ledger, clock, then_the_other_sends), cancelled(0))

        claimed.raise_unless_done("key")
        assert (claimed.attempts, claimed.counts) == ([], {"settled before": 3})

    def test_comes_back_where_the_other_takes_long_and_nothing_failed(
        self, ledger: Ledger, clock: FixedClock
    ) -> None:
        pauses: list[float] = []

        claimed = claimed_by(claiming(ledger, clock, pauses.append), cancelled(0))

        assert (claimed.attempts, len(pauses)) == ([], ROUNDS - 1)
        with pytest.raises(UnderWayError):
            claimed.raise_unless_done("key")

    def test_does_not_wait_for_one_that_is_at_work_no_more(self, ledger: Ledger, clock: FixedClock) -> None:
        clock.now += AT_WORK_FOR
        pauses: list[float] = []

        claimed = claimed_by(claiming(ledger, clock, pauses.append), cancelled(0))

        assert (claimed.attempts, claimed.met_others) == ([], True)
        assert len(pauses) == 1, "after the clash that showed the claim, and none for it"


def test_whoever_can_be_sent_to_is_not_kept_waiting_for_another(ledger: Ledger, clock: FixedClock) -> None:
    claimed_by(claiming(ledger, clock), cancelled(0), "one")

    claimed = claimed_by(claiming(ledger, clock), cancelled(0))

    assert (attempted(claimed), claimed.met_others) == (["three", "two"], True)


def test_a_failure_is_told_before_those_whom_others_are_at_work_on() -> None:
    claimed = Claimed(comes_back=True, met_others=True)

    with pytest.raises(TransientError) as raised:
        claimed.raise_unless_done("key")
    assert not isinstance(raised.value, UnderWayError)
