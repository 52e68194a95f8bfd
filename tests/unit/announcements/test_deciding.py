"""What is to be done about one announcement and one reader. The session starts at 21:00 in Dubai, 17:00 UTC;
the reader lives there too, and is quiet from 21:00 to 09:00."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.deciding import (
    Decision,
    Drop,
    Hold,
    Nothing,
    Reader,
    Send,
    Wait,
    decide,
    has_heard,
)
from campaign.announcements.ledger import CLAIM_LASTS, Delivery, DeliveryState, claim, entry
from campaign.announcements.news import News
from campaign.audience.cap import Told
from campaign.audience.subscriber import Channel, Contact
from tests.unit.announcements.samples import delivery, due
from tests.unit.audience.samples import NEVER_QUIET, reader

START = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # 16:00 in Dubai
NIGHT = datetime(2026, 2, 28, 20, 0, tzinfo=UTC)  # midnight in Dubai
MORNING = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)  # 09:00 in Dubai
CAP = 5
MAIL, HOOK = Channel.EMAIL, Channel.WEBHOOK


def news(**fields: Any) -> News:
    return News(
        **{
            "subject": "session:ramadan-talk",
            "revision": 1,
            "topics": ("sessions", "session:ramadan-talk"),
            "facts": {},
            "starts_at": START,
            "known_starts": (START,),
            "replay_revision": 1,
            "recalled_revision": 1,
            **fields,
        }
    )


def decided(
    milestone: Milestone = Milestone.REMINDER_HOUR,
    now: datetime = NOON,
    *,
    of: News | None = None,
    told: Told | None = None,
    known: list[Delivery] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Decision:
    somebody = Reader(reader(**fields), told or Told(), {one.channel: one for one in known or []})
    return decide(due(milestone, at=at or now), of or news(), somebody, now, CAP)


def by(decision: Decision) -> Channel:
    assert isinstance(decision, Send), decision
    return decision.contact.channel


def test_who_is_awake_and_asked_for_it_is_sent_to_by_their_usual_contact() -> None:
    assert by(decided()) is MAIL


def test_who_is_gone_is_sent_nothing_and_nothing_is_written_of_them() -> None:
    assert decide(due(), news(), Reader(None), NOON, CAP) == Nothing("unsubscribed")


def test_what_a_newer_revision_speaks_for_is_dropped_as_stale_and_what_is_past_its_use_as_late() -> None:
    assert decided(of=news(revision=2)) == Drop(MAIL, "stale")
    assert decided(Milestone.LIVE_NOW, START + timedelta(minutes=15)) == Drop(MAIL, "late")


def test_a_topic_that_is_chosen_no_longer_ends_what_was_on_its_way() -> None:
    assert decided(topics=["toolkits"]) == Drop(MAIL, "no longer chosen")
    assert by(decided(topics=["everything"])) is MAIL
    assert by(decided(topics=["session:ramadan-talk"])) is MAIL


def test_who_was_never_told_of_something_does_not_hear_that_it_was_taken_back() -> None:
    about = news(topics=("sessions",))
    recalled = due(Milestone.TOOLKIT_RECALLED, at=NOON)

    assert decide(recalled, about, Reader(reader()), NOON, CAP, unaware=True) == Drop(
        MAIL, "was not told of it"
    )


@pytest.mark.parametrize(
    ("state", "reason", "heard"),
    [
        ("sent", None, True),
        ("bounced", "no such mailbox", True),  # somebody may read it all the same
        ("claimed", None, True),  # it may have gone out
        ("dropped", "in digest", True),
        ("dropped", "cap", False),
        ("dropped", "stale", False),
        ("held", "quiet hours", False),
        ("released", "throttled", False),
        ("failed", "no such address", False),
    ],
)
def test_what_the_ledger_says_of_whether_a_reader_heard(state: str, reason: str | None, heard: bool) -> None:
    known = entry(delivery(due()), None, DeliveryState(state), NOON, reason)

    assert has_heard(known) is heard


@pytest.mark.parametrize("milestone", list(Milestone))
def test_who_asked_for_the_digest_hears_at_once_only_what_cannot_wait(milestone: Milestone) -> None:
    expected = {
        "at once": None,
        "in digest": Drop(MAIL, "in digest"),
        "never": Drop(MAIL, "not for digest readers"),
    }[CLASSES[milestone].digest]

    decision = decided(milestone, cadence="digest")

    assert decision == expected if expected else isinstance(decision, Send)


class TestAtNight:
    def test_what_is_of_use_in_the_morning_is_held_until_then(self) -> None:
        assert decided(Milestone.REMINDER_DAY, NIGHT) == Hold(MAIL, MORNING)
        assert decided(Milestone.SESSION_CANCELLED, NIGHT) == Hold(MAIL, MORNING)
        assert decided(Milestone.TOOLKIT_RECALLED, NIGHT, of=news(topics=("sessions",))) == Hold(
            MAIL, MORNING
        )

    def test_a_reminder_that_would_be_over_in_the_morning_is_dropped(self) -> None:
        early = news(starts_at=MORNING, known_starts=(MORNING,))

        assert decided(Milestone.REMINDER_HOUR, MORNING - timedelta(minutes=59), of=early) == Drop(
            MAIL, "quiet hours"
        )

    @pytest.mark.parametrize("milestone", [Milestone.SESSION_CANCELLED, Milestone.SESSION_MOVED])
    def test_a_change_of_plans_that_the_morning_would_be_too_late_for_wakes_them(
        self, milestone: Milestone
    ) -> None:
        """Somebody may be about to get up for it."""
        early = news(starts_at=MORNING, known_starts=(MORNING,))

        assert by(decided(milestone, NIGHT, of=early)) is MAIL

    def test_nobody_is_woken_for_what_is_over(self) -> None:
        over = news(starts_at=NIGHT - timedelta(hours=1), known_starts=(NIGHT - timedelta(hours=1),))

        assert decided(Milestone.SESSION_CANCELLED, NIGHT, of=over) == Hold(MAIL, MORNING)

    def test_who_has_no_quiet_hours_is_sent_to_at_any_time(self) -> None:
        assert by(decided(Milestone.REMINDER_DAY, NIGHT, quiet=NEVER_QUIET)) is MAIL

    def test_the_night_is_the_readers_own(self) -> None:
        assert by(decided(Milestone.REMINDER_DAY, NIGHT, zone="America/Los_Angeles")) is MAIL


class TestTheCap:
    LATELY = Told(tuple(NOON - timedelta(hours=hours) for hours in range(1, CAP + 1)))

    def test_who_heard_enough_today_is_spared_what_can_be_left_out(self) -> None:
        assert decided(told=self.LATELY) == Drop(MAIL, "cap")
        assert by(decided(told=Told(self.LATELY.moments[1:]))) is MAIL

    def test_a_change_of_plans_reaches_them_all_the_same(self) -> None:
        assert by(decided(Milestone.SESSION_MOVED, told=self.LATELY)) is MAIL

    def test_the_oldest_of_them_is_forgotten_after_a_day(self) -> None:
        yesterday = Told((NOON - timedelta(hours=24), *self.LATELY.moments[1:]))

        assert by(decided(told=yesterday)) is MAIL

    def test_an_attempt_that_came_to_nothing_does_not_count_against_its_own_repetition(self) -> None:
        first = claim(delivery(due()), None, NOON - timedelta(hours=1))
        released = entry(first.key, first, DeliveryState.RELEASED, NOON - timedelta(hours=1))

        assert by(decided(told=self.LATELY, known=[released])) is MAIL


def known(state: DeliveryState, channel: str = "email", attempts: int = 1, **fields: Any) -> Delivery:
    return Delivery(
        announcement=due().key,
        subscriber_id="invented-reader",
        channel=Channel(channel),
        state=state,
        recorded_at=NOON - CLAIM_LASTS,
        attempts=attempts,
        version=1,
        **fields,
    )


class TestWhatTheLedgerKnows:
    @pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.DROPPED])
    def test_what_is_settled_stays_settled(self, state: DeliveryState) -> None:
        assert decided(known=[known(state)]) == Nothing("settled before")

    @pytest.mark.parametrize("state", [DeliveryState.RELEASED, DeliveryState.HELD])
    def test_what_was_not_sent_is_judged_anew(self, state: DeliveryState) -> None:
        assert by(decided(known=[known(state)])) is MAIL
        assert decided(known=[known(state)], of=news(revision=2)) == Drop(MAIL, "stale")

    def test_a_young_claim_is_waited_for(self) -> None:
        young = known(DeliveryState.CLAIMED).model_copy(
            update={"recorded_at": NOON - CLAIM_LASTS + timedelta(seconds=1)}
        )

        assert decided(known=[young]) == Wait(young.recorded_at)

    def test_a_lapsed_claim_ends_a_reminder_and_repeats_a_move(self) -> None:
        lapsed = known(DeliveryState.CLAIMED)

        assert decided(known=[lapsed]) == Drop(MAIL, "an earlier attempt may have been sent")
        assert by(decided(Milestone.SESSION_MOVED, known=[lapsed])) is MAIL

    def test_before_its_time_a_webhook_is_not_tried_again(self) -> None:
        waiting = known(DeliveryState.RELEASED, "webhook", retry_at=NOON + timedelta(seconds=1))
        hook: dict[str, Any] = {"channel": "webhook", "address": "https://partner.example.org/hook"}

        assert decided(known=[waiting], **hook) == Nothing("another attempt is to follow")
        due_now = waiting.model_copy(update={"retry_at": NOON})
        assert by(decided(known=[due_now], **hook)) is HOOK


class TestAnotherChannel:
    BOTH = (Contact(channel=MAIL, sealed="sealed"), Contact(channel=HOOK, sealed="sealed"))

    def test_it_is_tried_once_the_first_ones_provider_failed_three_times(self) -> None:
        twice, thrice = (known(DeliveryState.RELEASED, attempts=attempts) for attempts in (2, 3))

        assert by(decided(known=[twice], contacts=self.BOTH)) is MAIL
        assert decided(known=[thrice], contacts=self.BOTH) == Send(self.BOTH[1], gives_up=MAIL)

    def test_who_has_no_other_is_tried_by_the_same_again(self) -> None:
        assert by(decided(known=[known(DeliveryState.RELEASED, attempts=9)])) is MAIL

    def test_it_is_tried_when_the_first_one_failed_for_good(self) -> None:
        assert by(decided(known=[known(DeliveryState.FAILED)], contacts=self.BOTH)) is HOOK

    def test_it_is_not_tried_when_the_first_one_may_have_been_sent(self) -> None:
        lapsed = known(DeliveryState.CLAIMED, attempts=3)

        assert isinstance(decided(known=[lapsed], contacts=self.BOTH), Drop)

    def test_a_webhook_has_its_72_hours_before_the_next(self) -> None:
        hook_first = tuple(reversed(self.BOTH))
        tried = known(DeliveryState.RELEASED, "webhook", attempts=7)

        assert by(decided(known=[tried], contacts=hook_first)) is HOOK

    def test_when_all_have_failed_that_is_all(self) -> None:
        failed = [known(DeliveryState.FAILED), known(DeliveryState.FAILED, "webhook")]

        assert decided(known=failed, contacts=self.BOTH) == Nothing("settled before")
