import pytest

from campaign.announcements.pacing import LONGEST_WAIT, Pace


class Watch:
    """Time passes by sleeping alone, and by as long as it takes to ask for the rate."""

    def __init__(self, asking: float = 0.0) -> None:
        self.seconds = 0.0
        self.asking = asking
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def monotonic(self) -> float:
        return self.seconds

    def rate(self) -> float:
        self.seconds += self.asking
        return 14.0


def paced(watch: Watch, deliverers: int = 10) -> Pace:
    return Pace(watch.rate, deliverers, watch.sleep, watch.monotonic)


def test_all_deliverers_together_send_no_more_than_the_provider_takes() -> None:
    watch = Watch()

    for _ in range(10):
        paced(watch)(48)

    each = 10 * 48 / watch.seconds
    assert each * 10 == pytest.approx(14.0)


def test_asking_for_the_rate_is_part_of_the_wait() -> None:
    watch = Watch(asking=3.0)

    paced(watch, deliverers=1)(48)

    assert watch.seconds == pytest.approx(48 / 14)


def test_no_wait_is_longer_than_the_run_has_time_for_not_even_with_a_slow_answer() -> None:
    watch = Watch(asking=13.0)

    paced(watch, deliverers=100)(48)

    assert watch.seconds == LONGEST_WAIT


def test_an_answer_that_takes_longer_than_the_wait_is_followed_by_none() -> None:
    watch = Watch(asking=13.0)

    paced(watch, deliverers=1)(14)

    assert watch.slept == []


def test_who_sent_nothing_neither_waits_nor_asks() -> None:
    watch = Watch(asking=3.0)

    paced(watch)(0)

    assert watch.seconds == 0
