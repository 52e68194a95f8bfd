"""Webhooks: signed once an attempt, tried over 72 hours while they are of use, and no longer than their
owner wants."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from unittest.mock import Mock

import boto3
import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import claim
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.posting import GIVE_UP_AFTER, next_attempt
from tests.unit.announcements.samples import delivery, due, page, webhook
from tests.unit.audience.samples import NEVER_QUIET, partner
from tests.unit.conftest import FixedClock
from tests.unit.functions.announcing.stage import Stage
from tests.unit.functions.announcing.test_killed_while_announcing import each_point_of_death
from tests.unit.sessions.samples import NOW, START, session

MOVED = due(Milestone.SESSION_MOVED)


def key(announcement: AnnouncementDue = MOVED) -> DeliveryKey:
    return delivery(announcement, "invented-partner", "webhook")


@pytest.fixture
def endpoint(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What it answers is `status`; what it was sent are the calls of `urlopen`."""
    connection = Mock()
    connection.urlopen.return_value.status = 204
    sender = stage.poster.poster.endpoints
    monkeypatch.setattr(sender, "resolve", lambda host: ["93.184.215.14"])
    monkeypatch.setattr(sender, "connect", lambda endpoint: nullcontext(connection))
    stage.audience.register(partner(quiet=NEVER_QUIET))
    stage.keep(session())
    return connection


def answer(endpoint: Mock, status: int) -> None:
    endpoint.urlopen.return_value.status = status


def due_retry(stage: Stage) -> timedelta:
    """How long until the next attempt that the ledger knows of."""
    entry = stage.delivery(key())
    assert entry is not None
    assert entry.retry_at is not None
    return entry.retry_at - stage.clock()


def test_from_a_page_to_the_endpoint_once_however_often_it_is_handed_out(
    stage: Stage, endpoint: Mock
) -> None:
    body = page(MOVED, "invented-reader", "invented-partner").model_dump_json()
    for _ in range(2):
        stage.run_until_done(stage.deliverer, body)
    stage.run_until_done(stage.poster, *stage.waiting("webhooks") * 2)

    assert endpoint.urlopen.call_count == 1
    assert stage.outcome(key()) == ("sent", None)


def test_an_endpoint_that_does_not_answer_is_tried_ten_times_in_72_hours(
    stage: Stage, endpoint: Mock
) -> None:
    answer(endpoint, 503)
    body = webhook(MOVED).model_dump_json()
    stage.clock.now = NOW
    waits = []
    for _ in range(9):
        stage.run_until_done(stage.poster, body)
        assert stage.run(stage.poster, body) == [], "before its time"
        waits.append(due_retry(stage))
        stage.clock.now += waits[-1]
    stage.run_until_done(stage.poster, body)

    assert endpoint.urlopen.call_count == 10
    assert stage.clock() - NOW == GIVE_UP_AFTER
    assert [wait.total_seconds() for wait in waits[:5]] == [5, 300, 1800, 7200, 18000]
    assert stage.outcome(key()) == ("failed", "the endpoint did not take it in 72 hours")
    ids = {call.kwargs["headers"]["webhook-id"] for call in endpoint.urlopen.call_args_list}
    times = {call.kwargs["headers"]["webhook-timestamp"] for call in endpoint.urlopen.call_args_list}
    assert (len(ids), len(times)) == (1, 10)


def test_a_long_wait_is_a_schedule_and_a_short_one_a_delay_of_the_queue(stage: Stage, endpoint: Mock) -> None:
    answer(endpoint, 503)
    body = webhook(MOVED).model_dump_json()
    for _ in range(2):
        stage.run_until_done(stage.poster, body)
        stage.clock.now += due_retry(stage)
    assert stage.schedules() == {}
    stage.run_until_done(stage.poster, body)
    assert len(stage.schedules()) == 1

    answer(endpoint, 200)
    stage.pass_time_until(stage.clock() + timedelta(hours=1))

    assert stage.outcome(key()) == ("sent", None)


def test_what_is_of_no_use_any_more_is_tried_no_more(stage: Stage, endpoint: Mock) -> None:
    answer(endpoint, 503)
    live = due(Milestone.LIVE_NOW)
    stage.clock.now = START
    stage.run_until_done(stage.poster, webhook(live).model_dump_json())
    stage.clock.now = START + timedelta(minutes=15)
    stage.run_until_done(stage.poster, webhook(live).model_dump_json())

    assert endpoint.urlopen.call_count == 1
    assert stage.outcome(key(live)) == ("dropped", "late")


def test_an_endpoint_that_is_gone_is_forgotten(stage: Stage, endpoint: Mock) -> None:
    answer(endpoint, 410)
    stage.run_until_done(stage.poster, webhook(MOVED).model_dump_json())

    assert stage.outcome(key()) == ("failed", "the endpoint answered 410")
    assert stage.audience.find("invented-partner") is None


def test_who_can_be_reached_another_way_is_when_the_endpoint_is_gone(stage: Stage, endpoint: Mock) -> None:
    mail = [{"channel": "email", "address": "partner@example.org"}]
    stage.audience.register(partner(id="both", quiet=NEVER_QUIET, fallbacks=mail))
    answer(endpoint, 410)
    stage.run_until_done(stage.poster, webhook(MOVED, "both").model_dump_json())
    stage.flow()

    subscriber = stage.audience.find("both")
    assert subscriber is not None
    assert [contact.channel for contact in subscriber.contacts] == ["email"]
    assert [to for to, _ in stage.mails()] == ["partner@example.org"]


def test_a_host_that_turned_private_is_refused_at_each_sending(
    stage: Stage, endpoint: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.poster.poster.endpoints, "resolve", lambda host: ["169.254.169.254"])
    stage.run_until_done(stage.poster, webhook(MOVED).model_dump_json())

    assert stage.outcome(key()) == ("failed", "its host has an address that is not public")
    assert endpoint.urlopen.call_count == 0


def test_a_message_that_cannot_be_signed_waits_for_the_secret_and_uses_up_no_attempt(
    stage: Stage, endpoint: Mock
) -> None:
    secrets, body = boto3.client("secretsmanager"), webhook(MOVED).model_dump_json()
    secrets.put_secret_value(SecretId="signing", SecretString="{}")
    for _ in range(3):
        assert stage.run(stage.poster, body) == [body]
        assert stage.outcome(key()) is None
        stage.clock.advance(minutes=3)
    secrets.put_secret_value(SecretId="signing", SecretString='{"key": "mended"}')
    for _ in range(2):
        stage.run_until_done(stage.poster, body)

    assert stage.outcome(key()) == ("sent", None)
    assert endpoint.urlopen.call_count == 1


@pytest.mark.parametrize(
    ("milestone", "fewest", "most"), [(Milestone.REMINDER_HOUR, 0, 1), (Milestone.SESSION_MOVED, 1, 2)]
)
def test_whoever_dies_posts_a_reminder_at_most_once_and_a_move_at_least_once(
    stage: Stage,
    endpoint: Mock,
    monkeypatch: pytest.MonkeyPatch,
    milestone: Milestone,
    fewest: int,
    most: int,
) -> None:
    def body(name: str) -> str:
        return webhook(due(milestone, subject=f"session:{name}")).model_dump_json()

    def attempt(name: str) -> Callable[[], object]:
        stage.keep(session(id=name))
        return lambda: stage.run(stage.poster, body(name))

    deaths = each_point_of_death(monkeypatch, attempt)
    stage.clock.advance(minutes=3)
    names = [f"talk-{calls}" for calls in range(1, deaths + 2)]
    for name in names:
        stage.run_until_done(stage.poster, body(name))

    sent = [call.kwargs["body"].decode() for call in endpoint.urlopen.call_args_list]
    heard = [sum(f'"subject":"session:{name}"' in one for one in sent) for name in names]
    assert (min(heard), max(heard)) in {(fewest, 1), (fewest, most)}
    assert deaths >= 3


def test_the_last_attempt_is_when_72_hours_are_over(clock: FixedClock) -> None:
    entry = None
    for _ in range(9):
        entry = claim(key(), entry, clock())
        moment = next_attempt(entry, clock())
        assert moment is not None
        clock.now = moment
    assert clock() - NOW == GIVE_UP_AFTER
    assert next_attempt(claim(key(), entry, clock()), clock()) is None
