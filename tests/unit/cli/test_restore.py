"""A stack is filled while it is kept still, and let go only when everything is there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from campaign.aws.attributes import Attributes, to_attributes
from campaign.aws.care_words import CareSeal
from campaign.aws.token_key import TokenKey
from campaign.care.case import CaseId
from campaign.creators.tokens import about_token
from campaign.kernel.item import Item
from campaign_cli import restore, restoring
from campaign_cli.errors import CommandError
from campaign_cli.restore import SECRETS, restore_into
from tests.unit.cli.test_restoring import exported, item

REGION = "eu-west-1"
QUEUES = ("PlanningQueueUrl", "HubQueueUrl", "PublicationsQueueUrl", "DeliveriesQueueUrl", "WebhooksQueueUrl")
CASE, OPEN_ID = CaseId("story-1"), "act.1"


@dataclass
class Stack:
    """Stands for a Deployment: its table, queues, keys, secrets and content in moto."""

    stack_name: str
    said: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:
        return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]  # any service

    @cached_property
    def outputs(self) -> dict[str, str]:
        name = self.stack_name
        self.client("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        self.client("s3").create_bucket(
            Bucket=f"{name}-content", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        sqs, kms, secrets = self.client("sqs"), self.client("kms"), self.client("secretsmanager")
        return {
            "TableName": name,
            "ContentBucketName": f"{name}-content",
            **{queue: sqs.create_queue(QueueName=f"{name}-{queue}")["QueueUrl"] for queue in QUEUES},
            **{key: kms.create_key()["KeyMetadata"]["Arn"] for key in ("TokenKeyArn", "CareKeyArn")},
            **{
                secret: secrets.create_secret(Name=f"{name}-{secret}", SecretString=name)["ARN"]
                for secret in SECRETS
            },
        }

    def key(self, output: str) -> TokenKey:
        return TokenKey(self.client("kms"), self.outputs[output])


@pytest.fixture
def stacks(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Stack, Stack]]:
    class Stillness:
        """Says what is in the table when functions are stopped and let go."""

        def __init__(self, deployment: Stack) -> None:
            self.deployment = deployment

        def keep(self) -> None:
            self.deployment.said.append(f"kept still with {len(table_of(self.deployment))} items")

        def end(self) -> None:
            self.deployment.said.append(f"let go with {len(table_of(self.deployment))} items")

    monkeypatch.setattr(restore, "Stillness", Stillness)
    with mock_aws():
        yield Stack("first"), Stack("second")


def table_of(stack: Stack) -> dict[str, Attributes]:
    return {one["pk"]["S"]: one for one in restoring.stored(stack)}  # type: ignore[arg-type]


def sent(stack: Stack, queue: str) -> list[str]:
    found = stack.client("sqs").receive_message(QueueUrl=stack.outputs[queue], MaxNumberOfMessages=10)
    return [message["Body"] for message in found.get("Messages", [])]


def restored(first: Stack, second: Stack, folder: Path, *, again: bool = False, source: bool = True) -> Any:
    return restore_into(second, str(folder), first if source else None, again=again)  # type: ignore[arg-type]


def test_everything_is_there_before_any_function_is_let_go(
    stacks: tuple[Stack, Stack], tmp_path: Path
) -> None:
    first, second = stacks
    items = [item(f"VIDEO#tiktok:{number}", "VIDEO", change="video.received") for number in range(60)]
    exported(tmp_path, [*items, item("SESSION#a", change="session.changed")])

    done = restored(first, second, tmp_path)

    assert second.said == ["kept still with 0 items", "let go with 61 items"]
    assert done.counted["items"] == 61
    assert not any("change" in one for one in table_of(second).values())
    (plan,) = sent(second, "PlanningQueueUrl")
    assert json.loads(plan)["detail"]["subject"] == "session:a"
    assert len(sent(second, "HubQueueUrl")) == 2


def test_what_keys_had_sealed_opens_with_the_new_ones_and_secrets_and_content_are_there(
    stacks: tuple[Stack, Stack], tmp_path: Path
) -> None:
    first, second = stacks
    words = {"sealed": CareSeal(first.key("CareKeyArn")).seal("what was told", CASE)}
    token = first.key("TokenKeyArn").seal("a token", about_token(OPEN_ID, "access"))
    refresh = first.key("TokenKeyArn").seal("another", about_token(OPEN_ID, "refresh"))
    connection = {"open_id": OPEN_ID, "tokens": {"access": token, "refresh": refresh}}
    ended = {"open_id": "act.2", "tokens": None}
    exported(
        tmp_path,
        [
            item(f"WORDS#{CASE}", "STORY", data=json.dumps(words)),
            item("CREATOR#tiktok:act.1", "CONNECTION", data=json.dumps(connection)),
            item("CREATOR#tiktok:act.2", "CONNECTION", data=json.dumps(ended)),
        ],
    )
    first.client("s3").put_object(Bucket=first.outputs["ContentBucketName"], Key="guide/a.zip", Body=b"zip")

    restored(first, second, tmp_path)

    there = {key: json.loads(one["data"]["S"]) for key, one in table_of(second).items()}
    seal = CareSeal(second.key("CareKeyArn"))
    assert seal.open(tuple(there[f"WORDS#{CASE}"]["sealed"]), CASE) == "what was told"
    kept = there["CREATOR#tiktok:act.1"]["tokens"]["refresh"]
    assert second.key("TokenKeyArn").open(kept, about_token(OPEN_ID, "refresh")) == "another"
    assert there["CREATOR#tiktok:act.2"] == ended
    secrets = second.client("secretsmanager")
    assert secrets.get_secret_value(SecretId=second.outputs["AudienceKeyArn"])["SecretString"] == "first"
    copied = second.client("s3").get_object(Bucket=second.outputs["ContentBucketName"], Key="guide/a.zip")
    assert copied["Body"].read() == b"zip"


def test_a_table_that_is_not_empty_is_left_alone(stacks: tuple[Stack, Stack], tmp_path: Path) -> None:
    first, second = stacks
    exported(tmp_path, [item()])
    second.client("dynamodb").put_item(TableName=second.outputs["TableName"], Item=item("SESSION#other"))

    with pytest.raises(CommandError, match="not empty"):
        restored(first, second, tmp_path)

    assert second.said == []


def test_functions_stay_still_when_something_is_there_that_was_not_exported(
    stacks: tuple[Stack, Stack], tmp_path: Path
) -> None:
    first, second = stacks
    exported(tmp_path, [item()])
    second.client("dynamodb").put_item(TableName=second.outputs["TableName"], Item=item("SESSION#other"))

    with pytest.raises(CommandError, match="SESSION#other"):
        restored(first, second, tmp_path, again=True)

    assert second.said == ["kept still with 1 items"]
    assert sent(second, "PlanningQueueUrl") == []


def test_a_restore_that_was_interrupted_goes_on(stacks: tuple[Stack, Stack], tmp_path: Path) -> None:
    first, second = stacks
    exported(tmp_path, [item(), item("SESSION#b")])
    second.client("dynamodb").put_item(TableName=second.outputs["TableName"], Item=item())

    restored(first, second, tmp_path, again=True, source=False)

    assert table_of(second).keys() == {"SESSION#a", "SESSION#b"}
    assert to_attributes(Item("SESSION#a", "HEAD", 3, "{}", item()["changed_at"]["S"])) == item()
