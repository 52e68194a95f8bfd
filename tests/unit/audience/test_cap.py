from datetime import timedelta

from campaign.audience.cap import Told, told_in, told_item
from tests.unit.sessions.samples import NOW

HOUR = timedelta(hours=1)


def test_what_was_told_a_day_ago_counts_no_longer() -> None:
    told = Told((NOW - 25 * HOUR, NOW - 24 * HOUR, NOW - 23 * HOUR))

    assert told.lately(NOW) == (NOW - 23 * HOUR,)


def test_another_message_is_added_and_what_is_old_forgotten() -> None:
    told = Told((NOW - 25 * HOUR, NOW - HOUR), version=7).once_more(NOW)

    assert told == Told((NOW - HOUR, NOW), version=8)


def test_an_attempt_that_is_repeated_counts_once() -> None:
    told = Told((NOW - 2 * HOUR, NOW - HOUR), version=2)

    assert told.lately(NOW, but=NOW - HOUR) == (NOW - 2 * HOUR,)
    assert told.once_more(NOW, instead_of=NOW - HOUR).moments == (NOW - 2 * HOUR, NOW)


def test_it_is_read_back_as_it_was_stored_and_forgotten_two_days_later() -> None:
    told = Told((NOW,), version=1)
    item = told_item("SUB#s-1", told, NOW)

    assert told_in(item) == told
    assert told_in(None) == Told()
    assert item.expires_at == int((NOW + 48 * HOUR).timestamp())
