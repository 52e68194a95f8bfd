"""After all other stack tests: what the whole run has left behind."""

import json

import pytest

from campaign_cli import queues
from campaign_cli.waiting import came
from tests.stack.conftest import PLANTED, Campaign
from tests.stack.test_channels import REFUSED

pytestmark = [pytest.mark.stack, pytest.mark.closing]

LONGEST_RETRY = 260
"""Seconds: a message that failed is hidden for up to 240, a bundle for 360, a check for 900; neither of those
two may fail."""

FAILURES = (
    '"level":"ERROR"',
    "[ERROR]",
    "Traceback",
    "Task timed out",
    "message failed",
    "will be retried",
    "will be told again",
    "will be counted again",
)
"""How Lambda and our own logger say that something went wrong. Retries belong here: no test has anything
refused or unreachable that could work later, so none has a good reason."""
CONTEXT = 15
"""Lines to show: what Python prints of an error nobody caught is a line of the log each."""


@pytest.fixture(scope="module", autouse=True)
def at_rest(campaign: Campaign) -> None:
    """A message that fails is hidden until its next try: what is not done yet may still fail for good."""
    came(lambda: not queues.at_work(campaign.deployment), LONGEST_RETRY)
    assert queues.at_work(campaign.deployment) == {}


def test_no_dead_letter_is_left(campaign: Campaign) -> None:
    assert sum(name.endswith(queues.SET_ASIDE) for name in campaign.outputs) == 13
    assert queues.dead_lettered(campaign.deployment) == {}


def test_no_log_line_holds_a_caption_an_address_or_a_secret(campaign: Campaign) -> None:
    secrets = campaign.deployment.client("secretsmanager")
    signing = secrets.get_secret_value(SecretId=campaign.outputs["WebhookSigningSecretArn"])["SecretString"]
    unspeakable = [
        *PLANTED,
        campaign.tiktok.app.client_secret,
        json.loads(signing)["key"],
        "whsec_",
        *campaign.passwords.values(),
        campaign.partner.url,
    ]
    lines = campaign.log_lines()

    assert len(lines) > 200, "there is something to look through"
    assert [line for line in lines for word in unspeakable if word in line] == []


def test_nothing_failed_and_nothing_had_to_be_tried_again(campaign: Campaign) -> None:
    """But for the one announcement that test_channels has refused."""
    lines = [line for line in campaign.log_lines() if f"session:{REFUSED}@" not in line]

    failures = [place for place, line in enumerate(lines) if any(words in line for words in FAILURES)]
    assert "\n".join(["\n".join(lines[place : place + CONTEXT]) for place in failures]) == ""
