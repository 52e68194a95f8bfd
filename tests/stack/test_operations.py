"""What goes wrong is seen by its alarm and by the doctor, and the runbook's steps bring it back."""

from typing import Any

import pytest
from typer.testing import CliRunner

from campaign_cli.main import commands
from campaign_cli.queues import depth
from campaign_cli.waiting import wait_for
from tests.game_day.breaking import switched_off
from tests.game_day.day import Day, dead_letters, doors, scheduled_runs
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack

A_BUILD = "{}"
"""What the hub's schedule sends every five minutes: it may come once more."""
WAIT = 60


def said(campaign: Campaign, *command: str) -> str:
    """By the command, whatever its exit status."""
    answer = CliRunner().invoke(commands, [*command, "--home", str(campaign.aws.home)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return " ".join(answer.output.split())


def alarm_on(campaign: Campaign, output: str, metric: str) -> dict[str, Any]:
    """As it was deployed."""
    name = campaign.outputs[output].rpartition("/")[2]
    pages = campaign.deployment.client("cloudwatch").get_paginator("describe_alarms").paginate()
    found = [
        dict(alarm)
        for page in pages
        for alarm in page["MetricAlarms"]
        if alarm.get("MetricName") == metric and alarm["Dimensions"] == [{"Name": "QueueName", "Value": name}]
    ]
    assert len(found) == 1
    return found[0]


def rings(campaign: Campaign, output: str) -> bool:
    """What CloudWatch would say of a queue's visible messages: the embedded AWS evaluates none."""
    alarm = alarm_on(campaign, output, "ApproximateNumberOfMessagesVisible")
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    return depth(campaign.deployment, output) > float(alarm["Threshold"])


def test_the_doctor_looks_at_all_of_a_deployment_and_finds_its_machines_well(campaign: Campaign) -> None:
    report = said(campaign, "doctor")

    assert "14 checks" in report
    assert "CareAddress is an example" in report
    for fault in ("could not be looked at", "alarm", "trigger", "schedule", "no page", "the stack is", "SES"):
        assert fault not in report


def test_a_dead_letter_rings_and_is_brought_back_as_the_runbook_says(campaign: Campaign) -> None:
    assert not rings(campaign, "HubDeadLetterQueueUrl")
    campaign.deployment.client("sqs").send_message(
        QueueUrl=campaign.outputs["HubDeadLetterQueueUrl"], MessageBody=A_BUILD
    )
    wait_for("the alarm", lambda: rings(campaign, "HubDeadLetterQueueUrl"), WAIT)
    assert "1 messages of hub are set aside" in said(campaign, "doctor")

    assert "1 would be sent" in said(campaign, "redrive", "hub", "--dry-run")
    assert rings(campaign, "HubDeadLetterQueueUrl")
    assert "1 sent" in said(campaign, "redrive", "hub")

    assert not rings(campaign, "HubDeadLetterQueueUrl")
    wait_for("the hub's queue to be empty", lambda: not depth(campaign.deployment, "HubQueueUrl"), WAIT)


def test_a_trigger_that_somebody_forgot_to_switch_on_is_found_and_what_waited_is_done(
    campaign: Campaign,
) -> None:
    with switched_off(campaign.deployment, "HubQueueUrl") as switch_on:
        campaign.deployment.client("sqs").send_message(
            QueueUrl=campaign.outputs["HubQueueUrl"], MessageBody=A_BUILD
        )
        assert "the trigger of" in said(campaign, "doctor")
        assert depth(campaign.deployment, "HubQueueUrl") > 0
        assert alarm_on(campaign, "HubQueueUrl", "ApproximateAgeOfOldestMessage")["Threshold"] == 600
        switch_on()

        wait_for("the hub's queue to be empty", lambda: not depth(campaign.deployment, "HubQueueUrl"), WAIT)
        assert "the trigger of" not in said(campaign, "doctor")


@pytest.mark.breaking
def test_a_short_game_day_is_seen_and_mended(campaign: Campaign) -> None:
    day = Day(campaign.aws, campaign.deployment)

    dead_letters(day, ("Planning", "Announcements"))
    scheduled_runs(day, ("EscalateCareFailsAlarm",))
    doors(day, ("PublicApiFailsAlarm",))

    assert [row for row in day.rows if not row.is_right] == []
    assert len(day.rows) == 4
