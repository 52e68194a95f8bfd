"""The functions are killed after each of their AWS calls in turn, and their messages delivered again."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from unittest.mock import Mock

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.announcements.announcer import BEGIN_PARTS_FOR
from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementState, DeliveryState
from campaign.audience.storage import shard_of
from tests.unit.announcements.samples import delivery, due
from tests.unit.audience.samples import partner, reader
from tests.unit.functions.announcing.stage import READER, Killed, Stage, envelope, killed_after
from tests.unit.sessions.samples import session


def each_point_of_death(
    monkeypatch: pytest.MonkeyPatch, attempt: Callable[[str], Callable[[], object]]
) -> int:
    """Run `attempt(id)` under ever later death until it survives; answers how often it died."""
    for calls in range(1, 40):
        work = attempt(f"talk-{calls}")
        try:
            with killed_after(monkeypatch, calls):
                work()
        except Killed:
            continue
        return calls - 1
    raise AssertionError("it never got through")


def test_the_planner_ends_with_exactly_what_the_moved_session_calls_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def attempt(name: str) -> Callable[[], object]:
        first = stage.keep(session(id=name))
        stage.plan(f"session:{name}", 1)
        stage.move(first)
        return lambda: stage.run(stage.planner, envelope(f"session:{name}", 2))

    deaths = each_point_of_death(monkeypatch, attempt)
    for calls in range(1, deaths + 1):
        stage.plan(f"session:talk-{calls}", 2)

    names = [f"talk-{calls}" for calls in range(1, deaths + 2)]
    milestones = ("live.now", "reminder.day", "reminder.hour")
    wanted = {f"{name}.r2.{milestone}" for name in names for milestone in milestones}
    assert set(stage.schedules()) == wanted
    told = " ".join(stage.waiting("announcements"))
    assert all(f'"session:{name}","revision":2,"milestone":"session.moved"' in told for name in names)
    assert deaths >= 7


@pytest.mark.parametrize("milestone", [Milestone.REMINDER_HOUR, Milestone.SESSION_ANNOUNCED])
def test_an_announcement_whose_expansion_died_reaches_the_subscriber_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, milestone: Milestone
) -> None:
    def attempt(name: str) -> Callable[[], object]:
        stage.keep(session(id=name, title={"ar": "ع", "en": name}))
        body = due(milestone, subject=f"session:{name}").model_dump_json()
        return lambda: stage.run(stage.announcer, body)

    deaths = each_point_of_death(monkeypatch, attempt)
    for calls in range(1, deaths + 1):
        stage.run_until_done(
            stage.announcer, due(milestone, subject=f"session:talk-{calls}").model_dump_json()
        )
    stage.flow()

    heard = sorted(subject.rpartition(" ")[2] for _, subject in stage.mails())
    assert heard == sorted(f"talk-{calls}" for calls in range(1, deaths + 2))
    assert deaths >= 7


@pytest.mark.parametrize("begin_parts_for", [timedelta(0), BEGIN_PARTS_FOR])
def test_an_audience_that_takes_several_runs_is_told_once_whenever_one_of_them_dies(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, begin_parts_for: timedelta
) -> None:
    monkeypatch.setattr("campaign.announcements.announcer.BEGIN_PARTS_FOR", begin_parts_for)
    stage.audience.register(reader(id="another-reader", address="other@example.org"))
    assert {shard_of(name) % 2 for name in ("invented-reader", "another-reader")} == {0, 1}

    def attempt(name: str) -> Callable[[], object]:
        stage.keep(session(id=name, title={"ar": "ع", "en": name}))
        body = due(subject=f"session:{name}").model_dump_json()
        return lambda: expand_to_the_end(stage, body)

    deaths = each_point_of_death(monkeypatch, attempt)
    names = [f"talk-{calls}" for calls in range(1, deaths + 2)]
    for name in names[:-1]:
        expand_to_the_end(stage, due(subject=f"session:{name}").model_dump_json())
    stage.flow()

    assert sorted(stage.mails()) == sorted(
        (to, f"Soon: {name}") for name in names for to in (READER, "other@example.org")
    )
    records = [stage.ledger.announcement(due(subject=f"session:{name}")) for name in names]
    assert {(record.state, record.recipients, record.parts_done) for record in records if record} == {
        (AnnouncementState.EXPANDED, 2, 2)
    }
    assert deaths >= 7


def expand_to_the_end(stage: Stage, body: str) -> None:
    stage.run_until_done(stage.announcer, body)
    while rest := stage.waiting("announcements"):
        stage.run_until_done(stage.announcer, *rest)


def test_an_announcement_that_turns_stale_between_its_runs_tells_nobody_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.announcements.announcer.BEGIN_PARTS_FOR", timedelta(0))
    first = stage.keep(session())
    stage.run_until_done(stage.announcer, due().model_dump_json())
    stage.move(first)
    stage.flow()

    record = stage.ledger.announcement(due())
    assert record is not None
    assert (record.state, record.parts_done) == (AnnouncementState.STALE, 1)
    assert stage.mails() == []


def deaths_of_delivering(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, milestone: Milestone
) -> tuple[int, dict[str, int]]:
    """How often the deliverer died, and how many mails each session's subscriber got in the end."""

    def body(name: str) -> str:
        return str(delivery(due(milestone, subject=f"session:{name}")).model_dump_json())

    def attempt(name: str) -> Callable[[], object]:
        stage.keep(session(id=name, title={"ar": "ع", "en": name}))
        return lambda: stage.run(stage.deliverer, body(name))

    deaths = each_point_of_death(monkeypatch, attempt)
    stage.clock.advance(minutes=3)
    names = [f"talk-{calls}" for calls in range(1, deaths + 2)]
    for name in names:
        stage.run_until_done(stage.deliverer, body(name))
    heard = [subject.rpartition(" ")[2] for _, subject in stage.mails()]
    return deaths, {name: heard.count(name) for name in names}


def test_a_reminder_is_delivered_at_most_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    deaths, heard = deaths_of_delivering(stage, monkeypatch, Milestone.REMINDER_HOUR)

    assert max(heard.values()) == 1
    assert deaths >= 6
    silent = [name for name, times in heard.items() if times == 0]
    entries = [stage.ledger.delivery(delivery(due(subject=f"session:{name}"))) for name in silent]
    assert [(entry.state, entry.reason) for entry in entries if entry] == [
        (DeliveryState.DROPPED, "an earlier attempt may have been sent")
    ]


def test_news_of_a_move_is_delivered_at_least_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    deaths, heard = deaths_of_delivering(stage, monkeypatch, Milestone.SESSION_MOVED)

    assert min(heard.values()) == 1
    assert deaths >= 6


def test_a_delivery_that_ses_had_no_room_for_is_released_and_sent_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    reminder = delivery(due())
    with monkeypatch.context() as throttled:
        too_many = refusing("TooManyRequestsException", 429)
        throttled.setattr(stage.deliverer.mail.client, "send_email", too_many)
        assert stage.run(stage.deliverer, reminder.model_dump_json()) == [reminder.model_dump_json()]
    entry = stage.ledger.delivery(reminder)
    assert entry is not None
    assert (entry.state, entry.reason) == (DeliveryState.RELEASED, "SES answered TooManyRequestsException")

    stage.run_until_done(stage.deliverer, reminder.model_dump_json())

    assert stage.mails() == [(READER, "Soon: Talking about worry")]


def test_a_message_that_cannot_be_signed_is_never_dropped_and_is_sent_once_the_secret_is_mended(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    stage.audience.register(partner())
    connection = Mock()
    connection.urlopen.return_value.status = 204
    webhooks = stage.deliverer.webhook
    monkeypatch.setattr(webhooks, "resolve", lambda host: ["93.184.215.14"])
    monkeypatch.setattr(webhooks, "connect", lambda endpoint: nullcontext(connection))
    secrets, reminder = boto3.client("secretsmanager"), delivery(due(), "invented-partner", "webhook")
    secrets.put_secret_value(SecretId="signing", SecretString="{}")

    for _ in range(3):
        assert stage.run(stage.deliverer, reminder.model_dump_json()) == [reminder.model_dump_json()]
        assert stage.ledger.delivery(reminder) is None
        stage.clock.advance(minutes=3)
    secrets.put_secret_value(SecretId="signing", SecretString='{"key": "mended"}')
    for _ in range(2):
        stage.run_until_done(stage.deliverer, reminder.model_dump_json())

    entry = stage.ledger.delivery(reminder)
    assert entry is not None
    assert entry.state is DeliveryState.SENT
    assert connection.urlopen.call_count == 1


def test_a_message_that_ses_refuses_has_failed_for_good(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    reminder = delivery(due())
    with monkeypatch.context() as refused:
        refused.setattr(stage.deliverer.mail.client, "send_email", refusing("BadRequestException", 400))
        stage.run_until_done(stage.deliverer, reminder.model_dump_json())
    stage.run_until_done(stage.deliverer, reminder.model_dump_json())

    entry = stage.ledger.delivery(reminder)
    assert entry is not None
    assert entry.state is DeliveryState.FAILED
    assert stage.mails() == []


@pytest.mark.parametrize(("milestone", "heard"), [(Milestone.REMINDER_HOUR, 0), (Milestone.SESSION_MOVED, 1)])
def test_after_an_unheard_answer_the_class_decides_whether_to_repeat(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, milestone: Milestone, heard: int
) -> None:
    stage.keep(session())
    body = delivery(due(milestone)).model_dump_json()
    with monkeypatch.context() as unheard:
        unheard.setattr(stage.deliverer.mail.client, "send_email", refusing("InternalServiceError", 500))
        assert stage.run(stage.deliverer, body) == [body]

    stage.run_until_done(stage.deliverer, body)

    assert len(stage.mails()) == heard


def test_two_deliverers_of_the_same_message_send_it_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    body = delivery(due(Milestone.SESSION_MOVED)).model_dump_json()
    send_email = stage.deliverer.mail.client.send_email
    seen_by_twin: list[list[str]] = []

    def with_a_twin_at_work(**arguments: object) -> object:
        seen_by_twin.append(stage.run(stage.deliverer, body))
        return send_email(**arguments)

    monkeypatch.setattr(stage.deliverer.mail.client, "send_email", with_a_twin_at_work)
    stage.run_until_done(stage.deliverer, body)

    assert seen_by_twin == [[body]]
    assert len(stage.mails()) == 1


def refusing(code: str, status: int) -> Callable[..., None]:
    def refuse(**_: object) -> None:
        raise ClientError(
            {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
            "SendEmail",
        )

    return refuse
