"""A small campaign in real time: every reader is told exactly what the reference model says.

On an embedded AWS of its own: announcements meet over the same readers here, so some are looked at again.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaign.kernel.clock import utc_now
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.waiting import wait_for
from tests.announced import live
from tests.announced.comparison import differences
from tests.announced.live import Stack
from tests.announced.model import Model, Told
from tests.announced.outbox import Sent
from tests.announced.program import audience, program
from tests.announced.reader import Reader
from tests.simulators.receiver import WebhookReceiver

pytestmark = [pytest.mark.stack]

CAP = 1000
"""Messages a day that the embedded stack is deployed with: here nobody reaches it."""


@pytest.mark.sweep
def test_two_hundred_readers_hear_of_six_sessions_exactly_what_the_model_says(tmp_path: Path) -> None:
    told = play(tmp_path, readers=200, sessions=6, seconds=90)

    classes = {to.key.rpartition("/")[2] for to in told.sent}
    assert classes >= {"session.announced", "live.now", "session.moved", "session.cancelled"}
    assert set(told.dropped.values()) >= {"digest", "quiet hours"}
    assert told.held


@pytest.mark.sweep
def test_five_thousand_readers_hear_of_thirty_sessions_exactly_what_the_model_says(tmp_path: Path) -> None:
    assert len(play(tmp_path, readers=5000, sessions=30, seconds=300).sent) > 50_000


def play(home: Path, readers: int, sessions: int, seconds: int) -> Told:
    """Fails unless what was sent is what the model says."""
    invented = audience(readers, sessions, utc_now())
    with WebhookReceiver() as endpoints, live.deployed(home) as stack:
        live.register(stack.deployment, invented, endpoints.url)
        happened = live.perform(program(sessions, seconds), stack)
        end = happened[0].at.replace(microsecond=0) + timedelta(seconds=2 * seconds + 30)
        wait_for("the end of the program", lambda: utc_now() > end, 2 * seconds + 31)
        told = Model(invented, CAP).play(happened, end)
        live.rest(stack.deployment)
        sent = list(everything(stack, endpoints, invented))
        dropped = live.dropped(live.ledger(stack.deployment))
    assert differences(told, sent, dropped, invented, not_before) == []
    return told


def not_before(sent: datetime, expected: datetime) -> bool:
    """To the second, which is all that a webhook says of its time."""
    return sent >= expected.replace(microsecond=0)


def everything(stack: Stack, endpoints: WebhookReceiver, readers: list[Reader]) -> Iterator[Sent]:
    secrets, arn = (
        stack.deployment.client("secretsmanager"),
        stack.deployment.outputs["WebhookSigningSecretArn"],
    )
    signing = secrets.get_secret_value(SecretId=arn)["SecretString"]
    yield from live.mailed(sent_mail(stack.aws.endpoint), readers)
    yield from live.received(list(endpoints.received), readers, json.loads(signing)["key"])
