from datetime import timedelta

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import CLAIM_LASTS, Delivery, DeliveryState, Step, entry, next_step
from campaign.aws.announcements import LedgerTable
from campaign.aws.table import Table
from campaign.kernel.errors import TransientError
from tests.unit.announcements.samples import delivery, due
from tests.unit.sessions.samples import NOW
from tests.unit.stored import items_under

REMINDER = delivery(due(Milestone.REMINDER_HOUR))
MOVED = delivery(due(Milestone.SESSION_MOVED))
LAPSED = NOW + CLAIM_LASTS


def known(state: DeliveryState) -> Delivery:
    return entry(REMINDER, None, state, NOW)


def test_a_delivery_that_nobody_attempted_is_sent() -> None:
    assert next_step(REMINDER, None, NOW) is Step.SEND


def test_a_released_delivery_is_sent() -> None:
    assert next_step(REMINDER, known(DeliveryState.RELEASED), NOW) is Step.SEND


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.FAILED])
def test_a_settled_delivery_stays_settled(state: DeliveryState) -> None:
    assert next_step(REMINDER, known(state), LAPSED) is Step.NOTHING


def test_a_young_claim_is_waited_for() -> None:
    with pytest.raises(TransientError, match="may be under way"):
        next_step(REMINDER, known(DeliveryState.CLAIMED), LAPSED - timedelta(seconds=1))


def test_a_lapsed_claim_ends_a_reminder_and_repeats_a_move() -> None:
    assert next_step(REMINDER, known(DeliveryState.CLAIMED), LAPSED) is Step.GIVE_UP
    assert next_step(MOVED, known(DeliveryState.CLAIMED), LAPSED) is Step.SEND


def test_records_follow_one_another() -> None:
    claim = entry(REMINDER, None, DeliveryState.CLAIMED, NOW)
    sent = entry(REMINDER, claim, DeliveryState.SENT, NOW)

    assert (claim.version, sent.version) == (1, 2)


def test_only_one_of_two_claims_is_kept(table: Table) -> None:
    ledger = LedgerTable(table)
    claim = entry(REMINDER, None, DeliveryState.CLAIMED, NOW)
    ledger.record_delivery(claim)

    with pytest.raises(TransientError, match="another attempt was under way"):
        ledger.record_delivery(claim)
    assert ledger.delivery(REMINDER) == claim


def test_a_delivery_is_forgotten_ninety_days_later_in_seconds_since_1970(table: Table) -> None:
    LedgerTable(table).record_delivery(entry(REMINDER, None, DeliveryState.SENT, NOW))

    (item,) = items_under(table, "DEL#session:ramadan-talk@1/reminder.hour#18")
    assert (item.sk, item.expires_at) == (
        "invented-reader#email",
        int((NOW + timedelta(days=90)).timestamp()),
    )
