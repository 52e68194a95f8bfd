import json
from collections.abc import Callable
from types import ModuleType

import boto3
import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care.moves import open_case
from campaign.care.tier import Tier
from campaign.kernel.errors import TransientError
from tests.unit.care.cases import SUBJECT, TARGETS, sign
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_sample_events import sample
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import NOON

Calls = Callable[[], list[dict[str, str]]]


@pytest.fixture
def topic(aws: None) -> str:
    return boto3.client("sns").create_topic(Name="care")["TopicArn"]


@pytest.fixture
def calls(topic: str) -> Calls:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="phone")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def received() -> list[dict[str, str]]:
        return [
            json.loads(message["Body"])
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        ]

    return received


@pytest.fixture
def app(resources: Resources, topic: str, load_function: Callable[..., ModuleType]) -> ModuleType:
    return load_function("escalate_care", TABLE_NAME=resources.table_name, CARE_TOPIC_ARN=topic)


def test_an_overdue_case_pages_with_its_id_and_tier_and_no_word_of_anybody(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, calls: Calls
) -> None:
    CaseTable(table).save(open_case(SUBJECT, sign(Tier.IMMINENT), NOON, TARGETS), "c")

    app.handler(sample("escalate_care", "schedule"), lambda_context)

    (call,) = calls()
    assert call["Subject"] == "Care, imminent: OVERDUE"
    assert "case video-tiktok-7374895375649443115" in call["Message"]
    assert "ideation" not in call["Message"]


def test_a_run_in_which_somebody_could_not_be_told_fails_where_an_alarm_sees_it(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    CaseTable(table).save(open_case(SUBJECT, sign(Tier.IMMINENT), NOON, TARGETS), "c")

    def refuse(*_: object, **__: object) -> None:
        raise TransientError("topic", "no answer", "try again")

    monkeypatch.setattr(app.caller.phone, "tell", refuse)

    with pytest.raises(TransientError, match="1 could not be told of"):
        app.handler(sample("escalate_care", "schedule"), lambda_context)


def test_how_many_are_overdue_is_counted(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, capsys: pytest.CaptureFixture[str]
) -> None:
    CaseTable(table).save(open_case(SUBJECT, sign(Tier.DISTRESS), NOON, TARGETS), "c")

    app.handler(sample("escalate_care", "schedule"), lambda_context)

    written = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "CasesOverdue" in line]
    assert [line["CasesOverdue"] for line in written] == [[1.0]]
