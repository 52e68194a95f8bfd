"""A small campaign in real time: every reader is told exactly what the reference model says."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from campaign.kernel.clock import utc_now
from campaign_cli import queues
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.waiting import came, wait_for
from tests.announced import live
from tests.announced.comparison import differences
from tests.announced.model import Model, To, Told
from tests.announced.outbox import Sent
from tests.announced.program import audience, program
from tests.announced.reader import Reader
from tests.simulators.receiver import WebhookReceiver
from tests.stack.conftest import Campaign

pytestmark = [pytest.mark.stack]

CAP = 1000
"""Messages a day that the stack is deployed with: here nobody reaches it."""
PATIENCE = 600
"""Seconds: nothing here depends on how fast the machine is."""


def test_two_hundred_readers_hear_of_six_sessions_exactly_what_the_model_says(campaign: Campaign) -> None:
    told = play(campaign, readers=200, sessions=6, seconds=90)

    classes = {to.key.rpartition("/")[2] for to in told.sent}
    assert classes == {
        "session.announced",
        "reminder.day",
        "reminder.hour",
        "live.now",
        "session.moved",
        "session.cancelled",
    }


@pytest.mark.sweep
def test_five_thousand_readers_hear_of_thirty_sessions_exactly_what_the_model_says(
    campaign: Campaign,
) -> None:
    assert len(play(campaign, readers=5000, sessions=30, seconds=300).sent) > 50_000


def play(campaign: Campaign, readers: int, sessions: int, seconds: int) -> Told:
    """Whether what was sent is what the model says."""
    invented = audience(readers, sessions, utc_now())
    with WebhookReceiver() as endpoints:
        live.register(campaign.deployment, invented, endpoints.url)
        began = utc_now()
        happened = live.perform(program(sessions, seconds), campaign.publisher)
        end = began + timedelta(seconds=seconds + 60)
        told = Model(invented, CAP).play(happened, end)
        wait_for(
            "the last of the messages",
            lambda: told.sent.keys() <= arrived(campaign, endpoints, invented),
            PATIENCE,
        )
        assert came(lambda: not queues.at_work(campaign.deployment), PATIENCE)
        sent = list(everything(campaign, endpoints, invented))
    dropped = {
        to: why
        for to, why in live.dropped(live.ledger(campaign.deployment)).items()
        if to.reader in names(invented)
    }
    assert differences(told, sent, dropped, invented, not_before) == []
    return told


def names(readers: list[Reader]) -> set[str]:
    return {reader.id for reader in readers}


def not_before(sent: datetime, expected: datetime) -> bool:
    """To the second, which is all that a webhook says of its time."""
    return sent >= expected.replace(microsecond=0)


def arrived(campaign: Campaign, endpoints: WebhookReceiver, readers: list[Reader]) -> set[To]:
    return {one.to for one in everything(campaign, endpoints, readers)}


def everything(campaign: Campaign, endpoints: WebhookReceiver, readers: list[Reader]) -> Iterator[Sent]:
    secrets = campaign.deployment.client("secretsmanager")
    signing = secrets.get_secret_value(SecretId=campaign.outputs["WebhookSigningSecretArn"])["SecretString"]
    yield from live.mailed(sent_mail(campaign.aws.endpoint), readers)
    yield from live.received(list(endpoints.received), readers, json.loads(signing)["key"])
