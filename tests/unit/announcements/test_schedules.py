from datetime import datetime, timedelta, timezone

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.aws.schedules import ScheduleGroup, ScheduleTarget

AT = datetime(2026, 3, 1, 21, 0, tzinfo=timezone(timedelta(hours=4)))
TARGET = ScheduleTarget(
    group="campaign",
    queue_arn="arn:aws:sqs:eu-west-1:123456789012:announcements",
    role_arn="arn:aws:iam::123456789012:role/schedules",
    dead_letter_arn="arn:aws:sqs:eu-west-1:123456789012:undelivered",
)


@pytest.fixture
def schedules(aws: None) -> ScheduleGroup:
    client = boto3.client("scheduler")
    client.create_schedule_group(Name="campaign")
    return ScheduleGroup(client, TARGET)


def names(schedules: ScheduleGroup) -> set[str]:
    return {found["Name"] for found in schedules.client.list_schedules(GroupName="campaign")["Schedules"]}


def test_a_schedule_fires_once_at_its_time_in_utc_and_deletes_itself(schedules: ScheduleGroup) -> None:
    assert schedules.ensure("talk.r1.live.now", AT, '{"message": 1}') is True

    made = schedules.client.get_schedule(GroupName="campaign", Name="talk.r1.live.now")
    assert made["ScheduleExpression"] == "at(2026-03-01T17:00:00)"
    assert made["ScheduleExpressionTimezone"] == "UTC"
    assert made["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert made["ActionAfterCompletion"] == "DELETE"
    assert made["Target"]["Input"] == '{"message": 1}'
    assert made["Target"]["DeadLetterConfig"] == {"Arn": TARGET.dead_letter_arn}


def test_a_schedule_that_is_there_already_is_left_as_it_is(schedules: ScheduleGroup) -> None:
    schedules.ensure("talk.r1.live.now", AT, "first")

    assert schedules.ensure("talk.r1.live.now", AT, "second") is False
    made = schedules.client.get_schedule(GroupName="campaign", Name="talk.r1.live.now")
    assert made["Target"]["Input"] == "first"


def test_of_one_session_only_the_wanted_schedules_are_kept(schedules: ScheduleGroup) -> None:
    for name in ("talk.r1.live.now", "talk.r2.live.now", "talk-show.r1.live.now"):
        schedules.ensure(name, AT, "{}")

    schedules.keep_only("talk.", {"talk.r2.live.now"})

    assert names(schedules) == {"talk.r2.live.now", "talk-show.r1.live.now"}


def test_a_schedule_that_fired_while_it_was_being_deleted_is_no_error(
    schedules: ScheduleGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules.ensure("talk.r1.live.now", AT, "{}")
    delete = schedules.client.delete_schedule

    def fired_first(**arguments: str) -> None:
        delete(**arguments)
        delete(**arguments)

    monkeypatch.setattr(schedules.client, "delete_schedule", fired_first)

    schedules.keep_only("talk.", ())

    assert names(schedules) == set()


def test_other_refusals_are_not_hidden(schedules: ScheduleGroup, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "any")

    schedules.ensure("talk.r1.live.now", AT, "{}")
    monkeypatch.setattr(schedules.client, "create_schedule", denied)
    monkeypatch.setattr(schedules.client, "delete_schedule", denied)

    with pytest.raises(ClientError, match="AccessDenied"):
        schedules.ensure("talk.r2.live.now", AT, "{}")
    with pytest.raises(ClientError, match="AccessDenied"):
        schedules.keep_only("talk.", ())
