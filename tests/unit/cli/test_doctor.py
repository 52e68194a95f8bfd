"""`campaign doctor`: it finds what is wrong, says what to do, and finds nothing where nothing is."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign_cli.deployment import Deployment
from campaign_cli.doctor import machines, people
from campaign_cli.doctor.command import CHECKS, examined
from campaign_cli.doctor.finding import Check, Finding, Patient, Weight
from tests.infrastructure.test_alarms import RUNBOOK, anchor
from tests.templates import ROOT
from tests.unit.template_resources import Resources

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def patient(resources: Resources) -> Patient:
    """A stack as it is right after its deployment, but for what a test changes."""
    deployment = Deployment("unit", boto3.Session())
    secrets = boto3.client("secretsmanager")
    made = {
        name: secrets.create_secret(Name=name, SecretString=json.dumps({field: "x" * 40}))["ARN"]
        for name, field in (
            ("TikTokSecretArn", "client_secret"),
            ("PartnerWebhookSecretArn", "secret"),
            ("AudienceKeyArn", "key"),
            ("WebhookSigningSecretArn", "key"),
        )
    }
    boto3.client("scheduler").create_schedule_group(Name="unit")
    deployment.outputs = {
        **made,
        "TableName": resources.table_name,
        "CareQueueUrl": resources.queue_url("care"),
        "CareDeadLetterQueueUrl": resources.queue_url("caredeadletter"),
        "SiteBucketName": resources.bucket("site"),
        "ScheduleGroup": "unit",
        "AlarmTopicArn": boto3.client("sns").create_topic(Name="alarms")["TopicArn"],
        "CareTopicArn": boto3.client("sns").create_topic(Name="care")["TopicArn"],
    }
    parameters = {
        "SenderIdentity": "campaign.test",
        "VerificationDays": "180",
        "CareAddress": "care@campaign.test",
    }
    return Patient(deployment, parameters, NOW)


def found(check: Check, patient: Patient) -> list[str]:
    return [finding.what for finding in check(patient)]


def test_dead_letters_of_care_lead_to_care(patient: Patient) -> None:
    assert found(machines.dead_letters, patient) == []
    boto3.client("sqs").send_message(
        QueueUrl=patient.deployment.outputs["CareDeadLetterQueueUrl"], MessageBody="x"
    )

    (finding,) = machines.dead_letters(patient)

    assert finding.what == "1 messages of care are set aside"
    assert "campaign redrive care" in finding.remedy
    assert finding.anchor == "care-cases"


def test_secrets_that_were_never_put_are_named_and_not_shown(patient: Patient) -> None:
    findings = list(people.secrets(patient))

    assert [finding.weight for finding in findings] == [Weight.MIND, Weight.MIND]
    assert "x" * 40 not in str(findings)
    put(patient, "TikTokSecretArn", {"client_key": "k", "client_secret": "s"})
    put(patient, "PartnerWebhookSecretArn", {"secret": "whsec_abc"})
    assert found(people.secrets, patient) == []


def test_a_key_that_is_missing_or_unreadable_is_wrong(patient: Patient) -> None:
    put(patient, "TikTokSecretArn", {"client_key": "k"})
    put(patient, "PartnerWebhookSecretArn", {"secret": "whsec_abc"})
    boto3.client("secretsmanager").put_secret_value(
        SecretId=patient.deployment.outputs["AudienceKeyArn"], SecretString="plain"
    )
    boto3.client("secretsmanager").delete_secret(
        SecretId=patient.deployment.outputs["WebhookSigningSecretArn"], ForceDeleteWithoutRecovery=True
    )

    assert [finding.weight for finding in people.secrets(patient)] == [Weight.WRONG, Weight.WRONG]


def put(patient: Patient, output: str, value: dict[str, str]) -> None:
    boto3.client("secretsmanager").put_secret_value(
        SecretId=patient.deployment.outputs[output], SecretString=json.dumps(value)
    )


def test_pages_that_are_not_there_are_named(patient: Patient) -> None:
    assert found(people.pages, patient) == [
        "the hub has no page ar/index.html",
        "the hub has no page en/index.html",
    ]
    for page in people.PAGES:
        boto3.client("s3").put_object(
            Bucket=patient.deployment.outputs["SiteBucketName"], Key=page, Body=b"x"
        )

    assert found(people.pages, patient) == []


def test_where_no_helper_is_verified_that_is_wrong(patient: Patient) -> None:
    worst = [finding.what for finding in people.content(patient) if finding.weight is Weight.WRONG]

    assert worst == ["of 0 organisations none is verified: people in distress are shown no number"]


def test_addresses_of_the_examples_are_found(patient: Patient) -> None:
    assert found(people.addresses, patient) == []
    patient.parameters["CareAddress"] = "care@example.org"

    assert found(people.addresses, patient) == ["CareAddress is an example"]


def test_an_alarm_that_nobody_hears_or_that_rings_is_found_with_its_runbook(patient: Patient) -> None:
    assert found(machines.alarms, patient) == ["the stack has no alarms"]
    watch = boto3.client("cloudwatch")
    alarm: Any = {
        "AlarmDescription": "It is dark. Runbook - docs/operations.md#care-cases",
        "Namespace": "n",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    watch.put_metric_alarm(AlarmName="unit-Silent", **alarm)
    watch.put_metric_alarm(
        AlarmName="unit-Ringing", AlarmActions=[patient.deployment.outputs["AlarmTopicArn"]], **alarm
    )
    watch.put_metric_alarm(AlarmName="another-stacks", **alarm)
    watch.set_alarm_state(AlarmName="unit-Ringing", StateValue="ALARM", StateReason="test")

    findings = list(machines.alarms(patient))

    assert {finding.what for finding in findings} == {
        "nobody hears the alarm unit-Silent",
        "an alarm rings: It is dark",
    }
    assert {finding.anchor for finding in findings} == {"care-cases"}


def test_a_topic_without_a_confirmed_listener_is_found(patient: Patient) -> None:
    assert len(found(machines.listeners, patient)) == 2
    for output, address in (("AlarmTopicArn", "ops@campaign.test"), ("CareTopicArn", "care@campaign.test")):
        boto3.client("sns").subscribe(
            TopicArn=patient.deployment.outputs[output], Protocol="email", Endpoint=address
        )

    assert found(machines.listeners, patient) == []


def test_a_schedule_that_somebody_switched_off_is_found_by_what_it_wakes(patient: Patient) -> None:
    assert found(machines.schedules, patient) == []
    for stack in ("unit", "another"):
        boto3.client("scheduler").create_schedule(
            Name=f"EscalateCareEveryMinute-{stack}",
            ScheduleExpression="rate(1 minute)",
            FlexibleTimeWindow={"Mode": "OFF"},
            State="DISABLED",
            Target={
                "Arn": f"arn:aws:lambda:eu-west-1:123456789012:function:{stack}-EscalateCare-1:live",
                "RoleArn": "arn:aws:iam::123456789012:role/unit",
            },
        )

    assert found(machines.schedules, patient) == ["the schedule EscalateCareEveryMinute-unit is off"]


def test_a_table_that_may_be_deleted_and_cannot_be_restored_is_found(patient: Patient) -> None:
    assert found(machines.the_state, patient) == [
        "the table may be deleted by one call",
        "the table cannot be restored",
        "nobody watches the cost",
    ]
    name = patient.deployment.outputs["TableName"]
    boto3.client("dynamodb").update_table(TableName=name, DeletionProtectionEnabled=True)
    boto3.client("dynamodb").update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    patient.parameters["MonthlyBudgetDollars"] = "200"

    assert found(machines.the_state, patient) == []


def test_a_sender_that_is_not_verified_is_found(patient: Patient) -> None:
    assert "SES may not send as campaign.test" in found(people._sender, patient)


def test_care_that_is_in_time_is_no_finding(patient: Patient) -> None:
    assert found(people.care, patient) == []


def test_what_may_not_be_looked_at_is_a_finding_and_stops_no_other(patient: Patient) -> None:
    def refused(_: Patient) -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetAccount")

    findings = list(examined(patient, [refused, people.pages]))

    assert "could not be looked at" in findings[0].what
    assert len(findings) == 3


def test_a_stack_of_another_version_is_a_finding(patient: Patient) -> None:
    del patient.deployment.outputs["SiteBucketName"]

    (finding,) = examined(patient, [people.pages])

    assert finding.what == "the stack has no output 'SiteBucketName': pages could not be looked at"


def test_every_finding_leads_to_a_heading_of_the_runbook() -> None:
    headings = {anchor(title) for title in re.findall(r"^##+ (.+)$", RUNBOOK, flags=re.MULTILINE)}
    named = {
        text
        for path in (ROOT / "cli" / "campaign_cli" / "doctor").glob("*.py")
        for text in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', path.read_text("utf-8"))
    }

    assert len(named) > 10
    assert named <= headings


def test_a_finding_says_what_is_wrong_what_to_do_and_where_to_read_on() -> None:
    finding = Finding(Weight.WRONG, "it is dark", "switch the light on", "care-cases")

    assert str(finding) == "wrong: it is dark\n    switch the light on (docs/operations.md#care-cases)"


def test_every_check_is_made() -> None:
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS) == 14
