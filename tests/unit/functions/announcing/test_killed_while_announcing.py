"""The functions are killed after each of their AWS calls in turn, and their messages delivered again."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import botocore.client
import pytest
from botocore.exceptions import ClientError

from campaign.announcements.announcer import BEGIN_PARTS_FOR
from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementState
from campaign.announcements.messages import PAGE_SIZE
from campaign.audience.storage import shard_of
from tests.unit.announcements.samples import delivery, due, page
from tests.unit.audience.samples import KEY, NEVER_QUIET, reader
from tests.unit.conftest import LogLines
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
    stage.audience.register(reader(id="another-reader", address="other@example.org", quiet=NEVER_QUIET))
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
    records = [stage.announcement(due(subject=f"session:{name}")) for name in names]
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

    record = stage.announcement(due())
    assert record is not None
    assert (record.state, record.parts_done) == (AnnouncementState.STALE, 1)
    assert stage.mails() == []


# Two read English and one Arabic, so that a page is two calls of SES.
PAGE = {"invented-reader": "en", "another-reader": "en", "qari": "ar"}


@pytest.fixture
def crowd(stage: Stage) -> Stage:
    """Three readers by mail, of two languages."""
    for name, language in list(PAGE.items())[1:]:
        stage.audience.register(
            reader(id=name, address=f"{name}@example.org", language=language, quiet=NEVER_QUIET)
        )
    return stage


def mails_of(stage: Stage, name: str) -> dict[str, int]:
    """How many each of the page was sent that name the session."""
    addresses = {"invented-reader": READER} | {one: f"{one}@example.org" for one in list(PAGE)[1:]}
    sent = [to for to, subject in stage.mails() if subject.endswith(name)]
    return {one: sent.count(address) for one, address in addresses.items()}


def deaths_of_delivering(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, milestone: Milestone
) -> tuple[int, dict[str, dict[str, int]]]:
    """How often the deliverer died, and how many mails of each session each of the page got in the end."""

    def body(name: str) -> str:
        return page(due(milestone, subject=f"session:{name}"), *PAGE).model_dump_json()

    def attempt(name: str) -> Callable[[], object]:
        stage.keep(session(id=name, title={"ar": name, "en": name}))
        return lambda: stage.run(stage.deliverer, body(name))

    deaths = each_point_of_death(monkeypatch, attempt)
    stage.clock.advance(minutes=3)
    names = [f"talk-{calls}" for calls in range(1, deaths + 2)]
    for name in names:
        stage.run_until_done(stage.deliverer, body(name))
    return deaths, {name: mails_of(stage, name) for name in names}


# Readers with news and hold; claims; the mails of one language and of the other; what came of them.
CALLS_OF_A_PAGE = 5


def test_a_reminder_is_delivered_to_each_of_a_page_at_most_once(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths, heard = deaths_of_delivering(crowd, monkeypatch, Milestone.REMINDER_HOUR)

    assert max(times for of_page in heard.values() for times in of_page.values()) == 1
    assert deaths >= CALLS_OF_A_PAGE - 1
    silent = [(name, one) for name, of_page in heard.items() for one, times in of_page.items() if times == 0]
    assert silent, "whoever died after the claims told nobody"
    assert {crowd.outcome(delivery(due(subject=f"session:{name}"), one)) for name, one in silent} == {
        ("dropped", "an earlier attempt may have been sent")
    }


def test_news_of_a_move_is_delivered_to_each_of_a_page_at_least_once(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaths, heard = deaths_of_delivering(crowd, monkeypatch, Milestone.SESSION_MOVED)

    assert min(times for of_page in heard.values() for times in of_page.values()) == 1
    assert deaths >= CALLS_OF_A_PAGE - 1
    outcomes = {
        crowd.outcome(delivery(due(Milestone.SESSION_MOVED, subject=f"session:{name}"), one))
        for name in heard
        for one in PAGE
    }
    assert outcomes == {("sent", None)}


def test_a_full_page_costs_four_calls_of_dynamodb_and_one_of_ses_a_language(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0.083 and 0.042 a delivery."""
    crowd.keep(session())
    names = [*PAGE, *(f"reader-{number}" for number in range(PAGE_SIZE - len(PAGE)))]
    for name in names[len(PAGE) :]:
        crowd.audience.register(reader(id=name, address=f"{name}@example.org", quiet=NEVER_QUIET))
    crowd.run(crowd.deliverer, page(due(subject="session:none")).model_dump_json())
    calls: list[str] = []
    call_aws = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(self: Any, operation: str, arguments: Any) -> Any:
        calls.append(operation)
        return call_aws(self, operation, arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", counted)
    crowd.run_until_done(crowd.deliverer, page(due(), *names).model_dump_json())

    assert len(crowd.mails()) == PAGE_SIZE
    once_a_minute = ["GetItem", "GetSecretValue"]  # the words, and every five minutes the key
    assert [call for call in calls if call not in once_a_minute] == [
        "BatchGetItem",
        "TransactWriteItems",
        "SendBulkEmail",
        "SendBulkEmail",
        "BatchExecuteStatement",
        "BatchExecuteStatement",
    ]


def test_mails_that_ses_had_no_room_for_are_released_and_sent_later(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.keep(session())
    body = page(due(), *PAGE).model_dump_json()
    with monkeypatch.context() as throttled:
        too_many = refusing("TooManyRequestsException", 429)
        throttled.setattr(crowd.deliverer.mail.client, "send_bulk_email", too_many)
        assert crowd.run(crowd.deliverer, body) == [body]
    outcomes = {crowd.outcome(delivery(due(), name)) for name in PAGE}
    assert outcomes == {("released", "SES answered TooManyRequestsException")}

    crowd.run_until_done(crowd.deliverer, body)

    assert len(crowd.mails()) == 3


def test_of_a_page_that_ses_takes_in_part_only_the_others_are_tried_again(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.keep(session())
    body = page(due(), *PAGE).model_dump_json()
    ses = crowd.deliverer.mail.client
    send = ses.send_bulk_email

    def but_one(BulkEmailEntries: list[Any], **arguments: Any) -> Any:  # noqa: N803
        taken = [one for one in BulkEmailEntries if one["Destination"]["ToAddresses"] != [READER]]
        results = send(BulkEmailEntries=taken, **arguments)["BulkEmailEntryResults"] if taken else []
        for place, one in enumerate(BulkEmailEntries):
            if one not in taken:
                results.insert(place, {"Status": "TRANSIENT_FAILURE"})
        return {"BulkEmailEntryResults": results}

    with monkeypatch.context() as in_part:
        in_part.setattr(ses, "send_bulk_email", but_one)
        assert crowd.run(crowd.deliverer, body) == [body]
    assert sorted(to for to, _ in crowd.mails()) == ["another-reader@example.org", "qari@example.org"]

    crowd.run_until_done(crowd.deliverer, body)

    assert sorted(to for to, _ in crowd.mails()) == ["another-reader@example.org", "qari@example.org", READER]


def test_one_whom_ses_refuses_fails_for_good_and_spoils_it_for_no_other(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES refuses a call as a whole for what is wrong with one entry of it."""
    crowd.keep(session())
    ses = crowd.deliverer.mail.client
    send = ses.send_bulk_email

    def strict(**arguments: Any) -> Any:
        if any(one["Destination"]["ToAddresses"] == [READER] for one in arguments["BulkEmailEntries"]):
            refusing("BadRequestException", 400)()
        return send(**arguments)

    monkeypatch.setattr(ses, "send_bulk_email", strict)
    crowd.run_until_done(crowd.deliverer, page(due(), *PAGE).model_dump_json())

    assert sorted(to for to, _ in crowd.mails()) == ["another-reader@example.org", "qari@example.org"]
    assert crowd.outcome(delivery(due())) == ("failed", "SES answered BadRequestException")


@pytest.mark.parametrize(("milestone", "heard"), [(Milestone.REMINDER_HOUR, 0), (Milestone.SESSION_MOVED, 3)])
def test_after_an_unheard_answer_the_class_decides_whether_to_repeat(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch, milestone: Milestone, heard: int
) -> None:
    crowd.keep(session())
    body = page(due(milestone), *PAGE).model_dump_json()
    with monkeypatch.context() as unheard:
        unheard.setattr(crowd.deliverer.mail.client, "send_bulk_email", refusing("InternalServiceError", 500))
        assert crowd.run(crowd.deliverer, body) == [body]

    crowd.run_until_done(crowd.deliverer, body)

    assert len(crowd.mails()) == heard


def test_two_deliverers_of_the_same_page_send_it_once_and_neither_fails(
    crowd: Stage, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    crowd.keep(session())
    body = page(due(Milestone.SESSION_MOVED), *PAGE).model_dump_json()
    send = crowd.deliverer.mail.client.send_bulk_email
    seen_by_twin: list[list[str]] = []

    def with_a_twin_at_work(**arguments: object) -> object:
        seen_by_twin.append(crowd.run(crowd.deliverer, body))
        return send(**arguments)

    monkeypatch.setattr(crowd.deliverer.mail.client, "send_bulk_email", with_a_twin_at_work)
    crowd.run_until_done(crowd.deliverer, body)

    assert seen_by_twin[0] == [body]
    assert len(crowd.mails()) == 3
    said = {line["message"] for line in log_lines()}
    assert "message is looked at again" in said
    assert not said & {"message will be retried", "message failed"}


def test_a_key_that_cannot_be_read_loses_nothing(crowd: Stage) -> None:
    crowd.keep(session())
    secrets, body = boto3.client("secretsmanager"), page(due(), *PAGE).model_dump_json()
    secrets.put_secret_value(SecretId="audience", SecretString="{}")

    assert crowd.run(crowd.deliverer, body) == [body]
    assert {crowd.outcome(delivery(due(), name)) for name in PAGE} == {None}
    secrets.put_secret_value(SecretId="audience", SecretString=json.dumps({"key": KEY}))
    crowd.run_until_done(crowd.deliverer, body)

    assert len(crowd.mails()) == 3


def refusing(code: str, status: int) -> Callable[..., None]:
    def refuse(**_: object) -> None:
        raise ClientError(
            {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
            "SendBulkEmail",
        )

    return refuse
