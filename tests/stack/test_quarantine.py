"""What can never succeed is set aside at once, whichever queue it comes by, and wakes nobody."""

import json
from datetime import UTC, datetime

import pytest

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign_cli.staff import Group
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack

QUEUES = (
    "Lookups",
    "Intake",
    "Planning",
    "Announcements",
    "Deliveries",
    "Webhooks",
    "Care",
    "Invitations",
    "Bounces",
    "Publications",
)
WAIT = 60


@pytest.mark.parametrize("queue", QUEUES)
def test_a_message_that_makes_no_sense_is_quarantined_with_its_reason(campaign: Campaign, queue: str) -> None:
    body = f'{{"kind": "planted-caption-words", "Records": "{queue}"}}'
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])

    campaign.deployment.client("sqs").send_message(
        QueueUrl=campaign.outputs[f"{queue}QueueUrl"], MessageBody=body
    )

    def reasons() -> list[str]:
        return [entry.reason for entry in TableQuarantine(table).entries() if entry.body == body]

    wait_for("the message in the quarantine", lambda: bool(reasons()), WAIT)
    assert "planted-caption-words" not in reasons()[0]


def test_operators_see_the_quarantine_without_the_bodies(campaign: Campaign) -> None:
    operator = campaign.signed_in(Group.OPERATOR)

    entries = operator.quarantine()

    assert {"intake", "lookups"} <= {entry["source"] for entry in entries}
    assert all("body" not in entry for entry in entries)


AGAIN = (
    "lookups",
    "intake",
    "planning",
    "announcements",
    "deliveries",
    "webhooks",
    "invitations",
    "care",
)


@pytest.mark.parametrize("source", AGAIN)
def test_an_operator_has_a_message_sent_again(campaign: Campaign, source: str) -> None:
    """It makes no sense still, so it is back after half a minute, which nothing here waits for."""
    operator, body = campaign.signed_in(Group.OPERATOR), f'{{"sent again": "{source}"}}'
    quarantine = TableQuarantine(Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"]))
    quarantine.put(source, body, "a test", datetime.now(UTC))
    (key,) = [entry.key for entry in quarantine.entries() if entry.body == body]

    request = {"source": source, "keys": [key]}
    foreseen = operator.ask("POST", "/quarantine/redrive", json.dumps({**request, "dry_run": True}))
    assert (foreseen["entries"][0]["key"], quarantine.find(source, key) is None) == (key, False)
    operator.ask("POST", "/quarantine/redrive", json.dumps({**request, "dry_run": False}))

    assert quarantine.find(source, key) is None
