"""What commands do with a deployment, on queues and a table made from the templates."""

from pathlib import Path
from typing import Any

import boto3
import pytest

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign_cli import queues
from campaign_cli.chosen_deployment import chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.hub_commands import order_build
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.replay_stack import Held
from tests.unit.conftest import FixedClock
from tests.unit.template_resources import Resources


@pytest.fixture
def deployment(resources: Resources) -> Deployment:
    names = ("Intake", "IntakeDeadLetter", "Hub", "HubDeadLetter", "Undelivered")
    deployment = Deployment("unit", boto3.Session())
    deployment.outputs = {
        "TableName": resources.table_name,
        **{f"{name}QueueUrl": resources.queue_url(name.lower()) for name in names},
    }
    return deployment


def send(deployment: Deployment, output: str, **options: Any) -> None:
    deployment.client("sqs").send_message(QueueUrl=deployment.outputs[output], MessageBody="{}", **options)


def test_a_message_counts_whether_it_waits_is_delayed_or_in_flight(deployment: Deployment) -> None:
    send(deployment, "IntakeQueueUrl")
    deployment.client("sqs").receive_message(QueueUrl=deployment.outputs["IntakeQueueUrl"])
    send(deployment, "IntakeQueueUrl")
    send(deployment, "IntakeQueueUrl", DelaySeconds=60)

    assert queues.at_work(deployment) == {"IntakeQueue": 3}
    assert queues.dead_lettered(deployment) == {}


@pytest.mark.parametrize("name", ["IntakeDeadLetterQueue", "HubDeadLetterQueue", "UndeliveredQueue"])
def test_a_message_that_was_given_up_anywhere_is_a_dead_letter(deployment: Deployment, name: str) -> None:
    send(deployment, f"{name}Url")

    assert queues.dead_lettered(deployment) == {name: 1}
    assert queues.at_work(deployment) == {}
    assert Held.by(deployment).dead_letters == 1


def test_a_replay_sees_what_was_quarantined(deployment: Deployment, table: Table, clock: FixedClock) -> None:
    TableQuarantine(table).put("intake", "{", "not JSON", clock())

    assert Held.by(deployment) == Held(videos={}, dead_letters=0, quarantined=1)


def test_a_build_of_the_hub_is_one_message_to_its_queue(deployment: Deployment) -> None:
    order_build(deployment)

    assert queues.at_work(deployment) == {"HubQueue": 1}


def test_a_stack_on_aws_is_only_found_by_its_name() -> None:
    with pytest.raises(CommandError, match="--aws needs --stack-name"):
        chosen_deployment(DEFAULT_HOME, on_aws=True, stack_name=None)


def test_an_embedded_stack_is_looked_for_where_an_embedded_aws_runs(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not running"):
        chosen_deployment(tmp_path, on_aws=False, stack_name=None)
