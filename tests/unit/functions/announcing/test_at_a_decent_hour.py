"""Pages whose readers are asleep, have heard enough, or may be reached another way; and a
hold of the campaign."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.hold import Hold
from campaign.announcements.ledger import AnnouncementState
from campaign.announcements.messages import PAGE_SIZE, PageDue
from campaign.aws.holds import HoldTable
from tests.unit.announcements.samples import delivery, due, page
from tests.unit.audience.samples import NEVER_QUIET, reader
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.announcing.stage import READER, Stage
from tests.unit.functions.announcing.test_killed_while_announcing import refusing
from tests.unit.sessions.samples import session

MIDNIGHT = datetime(2026, 2, 28, 20, 0, tzinfo=UTC)  # in Dubai
MORNING = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)  # 09:00 in Dubai
ASLEEP = "sleeper@example.org"


@pytest.fixture
def sleeper(stage: Stage) -> Stage:
    """Beside the reader who is never quiet one who is, from 21:00 to 09:00."""
    stage.audience.register(reader(id="sleeper", address=ASLEEP))
    stage.keep(session())
    return stage


def turn(stage: Stage, on: bool) -> None:
    holds = HoldTable(stage.table)
    version = holds.current().version + 1
    holds.turn(Hold(on=on, why="why", by="staff-1", since=stage.clock(), version=version), "c-1")


def test_who_sleeps_hears_of_it_in_the_morning_and_once(sleeper: Stage) -> None:
    sleeper.clock.now = MIDNIGHT
    body = page(due(Milestone.SESSION_MOVED), "invented-reader", "sleeper").model_dump_json()
    for _ in range(2):  # the queue hands it out twice
        sleeper.run_until_done(sleeper.deliverer, body)

    assert [to for to, _ in sleeper.mails()] == [READER]
    assert sleeper.outcome(delivery(due(Milestone.SESSION_MOVED), "sleeper")) == (
        "held",
        "quiet hours until 2026-03-01T05:00Z",
    )
    assert list(sleeper.schedules().values()) == ["at(2026-03-01T05:00:02)"]

    sleeper.pass_time_until(MORNING + timedelta(minutes=1))

    assert [to for to, _ in sleeper.mails()] == [READER, ASLEEP]
    assert sleeper.outcome(delivery(due(Milestone.SESSION_MOVED), "sleeper")) == ("sent", None)


def test_while_nobody_can_be_held_nobody_is_claimed_so_that_no_reminder_is_lost(
    sleeper: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EventBridge Scheduler takes some 50 schedules a second: then a page comes back."""
    sleeper.clock.now = MIDNIGHT
    reminder = due(Milestone.REMINDER_DAY)
    body = page(reminder, "invented-reader", "sleeper").model_dump_json()
    with monkeypatch.context() as throttled:
        schedules = sleeper.deliverer.deliver.__self__.claiming.later.schedules
        throttled.setattr(schedules.client, "create_schedule", refusing("ThrottlingException", 429))
        assert sleeper.run(sleeper.deliverer, body) == [body]
    assert sleeper.outcome(delivery(reminder)) is None

    sleeper.run_until_done(sleeper.deliverer, body)

    assert [to for to, _ in sleeper.mails()] == [READER]


def test_what_turned_stale_overnight_is_dropped_in_the_morning(sleeper: Stage) -> None:
    sleeper.clock.now = MIDNIGHT
    first = sleeper.sessions.get("ramadan-talk")
    sleeper.run_until_done(sleeper.deliverer, page(due(Milestone.SESSION_MOVED), "sleeper").model_dump_json())
    sleeper.move(first)

    sleeper.pass_time_until(MORNING + timedelta(minutes=1))

    assert sleeper.outcome(delivery(due(Milestone.SESSION_MOVED), "sleeper")) == ("dropped", "stale")
    assert sleeper.mails() == []


def test_who_left_overnight_hears_nothing(sleeper: Stage) -> None:
    sleeper.clock.now = MIDNIGHT
    sleeper.run_until_done(sleeper.deliverer, page(due(Milestone.SESSION_MOVED), "sleeper").model_dump_json())
    sleeper.audience.remove("sleeper")

    sleeper.pass_time_until(MORNING + timedelta(minutes=1))

    assert sleeper.mails() == []


def test_the_cap_counts_all_classes_and_spares_what_changes_plans(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliverer = stage.deliverer.deliver.__self__
    object.__setattr__(deliverer.claiming, "cap", 2)
    for number in range(4):
        stage.keep(session(id=f"talk-{number}"))
    moved, announced, soon = Milestone.SESSION_MOVED, Milestone.SESSION_ANNOUNCED, Milestone.REMINDER_HOUR
    for number, milestone in enumerate([moved, announced, soon, moved]):
        told = due(milestone, subject=f"session:talk-{number}")
        stage.run_until_done(stage.deliverer, page(told).model_dump_json())

    outcomes = [
        stage.outcome(delivery(due(milestone, subject=f"session:talk-{number}")))
        for number, milestone in [(2, soon), (3, moved)]
    ]
    assert outcomes == [("dropped", "cap"), ("sent", None)]
    assert len(stage.mails()) == 3


def test_a_provider_that_fails_three_times_leads_to_the_next_channel(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    stage.audience.register(
        reader(
            id="both",
            quiet=NEVER_QUIET,
            fallbacks=[{"channel": "webhook", "address": "https://partner.example.org/hook"}],
        )
    )
    body = page(due(Milestone.SESSION_MOVED), "both").model_dump_json()
    too_many = refusing("TooManyRequestsException", 429)
    monkeypatch.setattr(stage.deliverer.mail.client, "send_bulk_email", too_many)

    for _ in range(3):
        assert stage.run(stage.deliverer, body) == [body]
    assert stage.waiting("webhooks") == []
    assert stage.run(stage.deliverer, body) == []

    assert len(stage.waiting("webhooks")) == 1
    assert stage.outcome(delivery(due(Milestone.SESSION_MOVED), "both")) == (
        "failed",
        "its provider failed; the next channel was tried",
    )


def test_while_text_messages_are_off_another_channel_is_tried(stage: Stage) -> None:
    stage.keep(session())
    stage.audience.register(
        reader(
            id="both",
            channel="sms",
            address="+971500000000",
            quiet=NEVER_QUIET,
            fallbacks=[{"channel": "email", "address": ASLEEP}],
        )
    )
    body = page(due(), "both").model_dump_json()
    stage.run_until_done(stage.deliverer, body)

    assert stage.outcome(delivery(due(), "both", "sms")) == ("failed", "text messages are off")
    assert [to for to, _ in stage.mails()] == [ASLEEP]


def test_pages_are_filled_across_shards_and_no_reader_is_on_two(stage: Stage) -> None:
    stage.keep(session())
    for number in range(99):
        topics = ["sessions", "session:ramadan-talk"] if number % 2 else ["session:ramadan-talk"]
        stage.audience.register(reader(id=f"reader-{number}", topics=topics))
    stage.run_until_done(stage.announcer, due().model_dump_json())

    pages = [PageDue.model_validate_json(body) for body in stage.waiting("deliveries")]
    assert sorted(len(one.subscribers) for one in pages) == [100 - 2 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE]
    assert len({name for one in pages for name in one.subscribers}) == 100


class TestAHold:
    def test_it_stops_what_is_frozen_where_it_stands_and_lets_changes_of_plans_through(
        self, stage: Stage
    ) -> None:
        stage.keep(session())
        turn(stage, on=True)
        reminder, moved = due(), due(Milestone.SESSION_MOVED)
        stage.run_until_done(stage.announcer, reminder.model_dump_json(), moved.model_dump_json())
        stage.flow()

        assert [subject.partition(":")[0] for _, subject in stage.mails()] == ["New time"]
        record = stage.announcement(reminder)
        assert record is not None
        assert record.state is AnnouncementState.HELD
        assert [one.key for one, _ in HoldTable(stage.table).held()] == [reminder.key]

    def test_pages_that_were_on_their_way_come_back_with_the_announcement(self, stage: Stage) -> None:
        stage.keep(session())
        stage.run_until_done(stage.announcer, due().model_dump_json())
        turn(stage, on=True)
        stage.flow()
        assert stage.mails() == []

        turn(stage, on=False)
        ((held, _),) = HoldTable(stage.table).held()
        stage.run_until_done(stage.announcer, held.model_dump_json())
        stage.flow()

        assert [to for to, _ in stage.mails()] == [READER]

    def test_who_was_told_before_it_is_not_told_again_after_it(self, stage: Stage) -> None:
        stage.keep(session())
        stage.audience.register(reader(id="late-comer", address=ASLEEP, quiet=NEVER_QUIET))
        stage.run_until_done(stage.deliverer, page(due()).model_dump_json())
        turn(stage, on=True)
        stage.run_until_done(stage.deliverer, page(due(), "late-comer").model_dump_json())
        turn(stage, on=False)
        stage.run_until_done(stage.announcer, due().model_dump_json())
        stage.flow()

        assert [to for to, _ in stage.mails()] == [READER, ASLEEP]

    @pytest.mark.parametrize("function", ["announcer", "deliverer"])
    def test_one_that_ends_at_that_very_moment_loses_nothing(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, function: str
    ) -> None:
        """Whoever ended it may have looked for what was held before this was written."""
        stage.keep(session())
        turn(stage, on=True)
        body = {"announcer": due(), "deliverer": page(due())}[function].model_dump_json()
        write = type(stage.table).transact

        def then_it_ends(self: Any, *arguments: Any) -> None:
            write(self, *arguments)
            if HoldTable(stage.table).current().on:
                turn(stage, on=False)

        monkeypatch.setattr("campaign.aws.table.Table.transact", then_it_ends)
        module = getattr(stage, function)
        assert stage.run(module, body) == [body]

        stage.run_until_done(module, body)
        stage.flow()

        assert [to for to, _ in stage.mails()] == [READER]


def test_a_page_that_comes_back_is_asked_back_soon_and_then_ever_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    sqs, url = boto3.client("sqs"), stage.resources.queue_url("deliveries")
    sqs.send_message(QueueUrl=url, MessageBody=page(due()).model_dump_json())
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    too_many = refusing("TooManyRequestsException", 429)
    monkeypatch.setattr(stage.deliverer.mail.client, "send_bulk_email", too_many)
    asked: list[int] = []
    monkeypatch.setattr(
        stage.deliverer.sqs,
        "change_message_visibility",
        lambda **arguments: asked.append(arguments["VisibilityTimeout"]),
    )
    for received in range(1, 5):
        record = {
            "messageId": "m-1",
            "receiptHandle": message["ReceiptHandle"],
            "attributes": {"ApproximateReceiveCount": str(received)},
            "body": message["Body"],
        }
        stage.deliverer.handler({"Records": [record]}, FakeLambdaContext())

    assert asked == [20, 80, 160, 320]
