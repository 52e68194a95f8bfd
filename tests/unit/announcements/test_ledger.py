"""The ledger in the table: what may follow what, and that of two attempts one is kept."""

from datetime import timedelta

from campaign.announcements.ledger import DeliveryState, claim, entry
from campaign.announcements.storage import Claim
from campaign.audience.cap import NEVER_TOLD, Told, told_in
from campaign.aws.announcements import DeliveryTable
from campaign.aws.table import Table
from tests.unit.announcements.samples import delivery, due
from tests.unit.sessions.samples import NOW
from tests.unit.stored import items_under

KEY = delivery(due())
OTHER = delivery(due(), "another-reader")
FIRST = NEVER_TOLD.once_more(NOW)


def test_records_follow_one_another_and_remember_the_attempts() -> None:
    first = claim(KEY, None, NOW)
    released = entry(KEY, first, DeliveryState.RELEASED, NOW, "SES answered no")
    again = claim(KEY, released, NOW + timedelta(minutes=1))

    assert (first.version, released.version, again.version) == (1, 2, 3)
    assert (again.attempts, again.first_claimed_at, again.claimed_at) == (2, NOW, NOW + timedelta(minutes=1))
    assert again.reason is None


def test_of_two_claims_of_a_page_one_is_kept_whole_and_the_other_not_at_all(table: Table) -> None:
    deliveries = DeliveryTable(table)
    assert deliveries.claim([Claim(claim(KEY, None, NOW), FIRST)], [], NOW) == ()

    both = [Claim(claim(OTHER, None, NOW), FIRST), Claim(claim(KEY, None, NOW), FIRST)]
    clashed = deliveries.claim(both, [], NOW)

    assert clashed == {"invented-reader"}
    assert deliveries.known([KEY, OTHER]).keys() == {KEY}
    assert items_under(table, "SUB#another-reader") == []


def test_whoever_is_not_sent_to_is_recorded_with_the_claims_or_not_at_all(table: Table) -> None:
    deliveries = DeliveryTable(table)
    dropped = entry(OTHER, None, DeliveryState.DROPPED, NOW, "cap")
    mine = [Claim(claim(KEY, None, NOW), FIRST)]
    assert deliveries.claim(mine, [(dropped, None)], NOW) == ()
    assert deliveries.known([KEY, OTHER]) == {KEY: mine[0].entry, OTHER: dropped}

    third = delivery(due(), "third-reader")
    late = [Claim(claim(third, None, NOW), FIRST)]
    assert deliveries.claim(late, [(dropped, None)], NOW) == {"another-reader"}
    assert deliveries.known([third]) == {}


def test_a_claim_clashes_with_another_message_to_the_same_reader(table: Table) -> None:
    """Or both would count one message where there are two."""
    deliveries = DeliveryTable(table)
    deliveries.claim([Claim(claim(KEY, None, NOW), FIRST)], [], NOW)

    moved = delivery(due(revision=2))
    assert deliveries.claim([Claim(claim(moved, None, NOW), FIRST)], [], NOW) == {"invented-reader"}
    assert deliveries.claim([Claim(claim(moved, None, NOW), FIRST.once_more(NOW))], [], NOW) == ()

    (told,) = items_under(table, "SUB#invented-reader")
    assert told_in(told) == Told((NOW, NOW), version=2)


def test_a_settlement_takes_the_place_of_its_own_claim_alone(table: Table) -> None:
    deliveries = DeliveryTable(table)
    first = claim(KEY, None, NOW)
    deliveries.claim([Claim(first, FIRST)], [], NOW)
    sent = entry(KEY, first, DeliveryState.SENT, NOW)

    assert deliveries.settle([(sent, first)]) == set()
    assert deliveries.settle([(entry(KEY, first, DeliveryState.RELEASED, NOW), first)]) == {KEY}
    assert deliveries.settle([(entry(KEY, None, DeliveryState.DROPPED, NOW, "cap"), None)]) == {KEY}
    assert deliveries.known([KEY]) == {KEY: sent}


def test_more_entries_than_a_call_takes_are_settled_and_read_again(table: Table) -> None:
    deliveries = DeliveryTable(table)
    keys = [delivery(due(), f"reader-{number}") for number in range(120)]

    clashed = deliveries.settle([(entry(key, None, DeliveryState.DROPPED, NOW, "cap"), None) for key in keys])

    assert clashed == set()
    assert deliveries.known(keys).keys() == set(keys)


def test_a_delivery_is_forgotten_ninety_days_later_in_seconds_since_1970(table: Table) -> None:
    DeliveryTable(table).settle([(entry(KEY, None, DeliveryState.DROPPED, NOW, "cap"), None)])

    (item,) = items_under(table, "DEL#session:ramadan-talk@1/reminder.hour#18")
    assert (item.sk, item.expires_at) == (
        "invented-reader#email",
        int((NOW + timedelta(days=90)).timestamp()),
    )
