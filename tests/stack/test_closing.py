"""After all other stack tests: what the whole run has left behind."""

import pytest

from tests.stack.conftest import PLANTED, Campaign

pytestmark = [pytest.mark.stack, pytest.mark.closing]


def test_no_dead_letter_is_left(campaign: Campaign) -> None:
    queues = [
        name
        for name in campaign.outputs
        if name.endswith("DeadLetterQueueUrl") or name == "UndeliveredQueueUrl"
    ]

    assert len(queues) == 8
    assert {name: campaign.queue_depth(name) for name in queues} == dict.fromkeys(queues, 0)


def test_no_log_line_holds_a_caption_an_address_or_a_secret(campaign: Campaign) -> None:
    secrets = campaign.deployment.client("secretsmanager")
    signing = secrets.get_secret_value(SecretId=campaign.outputs["WebhookSigningSecretArn"])["SecretString"]
    unspeakable = [
        *PLANTED,
        campaign.tiktok.app.client_secret,
        signing.split('"')[3],
        "whsec_",
        *campaign.passwords.values(),
        campaign.partner.url,
    ]
    lines = campaign.log_lines()

    assert len(lines) > 200, "there is something to look through"
    assert [line for line in lines for word in unspeakable if word in line] == []


def test_no_function_failed_in_a_way_that_nobody_foresaw(campaign: Campaign) -> None:
    assert [line for line in campaign.log_lines() if '"level":"ERROR"' in line] == []
