import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from campaign.aws.sending_quota import ASK_AGAIN_AFTER, CAREFUL, SendingQuota
from campaign.kernel.observability import metrics
from tests.unit.conftest import FixedClock


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    metrics.clear_metrics()


@pytest.fixture
def ses() -> Any:
    return boto3.client("sesv2")


@pytest.fixture
def stubbed(ses: Any) -> Stubber:
    return Stubber(ses)


def quota(rate: float, a_day: float = 50_000.0, sent: float = 0.0) -> dict[str, Any]:
    return {"SendQuota": {"MaxSendRate": rate, "Max24HourSend": a_day, "SentLast24Hours": sent}}


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metrics of this run."""
    metrics.flush_metrics()
    return {
        name: value[0]
        for line in capsys.readouterr().out.splitlines()
        if "_aws" in line
        for name, value in json.loads(line).items()
        if isinstance(value, list)
    }


def test_mail_leaves_as_fast_as_ses_says_and_it_is_asked_once_in_five_minutes(
    ses: Any, stubbed: Stubber, clock: FixedClock
) -> None:
    stubbed.add_response("get_account", quota(14.0))
    stubbed.add_response("get_account", quota(200.0))
    sending = SendingQuota(ses, clock)

    with stubbed:
        assert [sending.rate() for _ in range(3)] == [14.0, 14.0, 14.0]
        clock.now += ASK_AGAIN_AFTER
        assert [sending.rate() for _ in range(3)] == [200.0, 200.0, 200.0]
        stubbed.assert_no_pending_responses()


def test_while_the_quota_cannot_be_read_mail_goes_on_carefully_and_that_is_counted(
    ses: Any, stubbed: Stubber, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    stubbed.add_client_error("get_account", "AccessDeniedException", http_status_code=403)
    sending = SendingQuota(ses, clock)

    with stubbed:
        rates = [sending.rate() for _ in range(3)]

    assert rates == [CAREFUL] * 3, "and SES is not asked again for each page"
    assert counted(capsys)["QuotaUnreadable"] == 1


def test_a_quota_that_was_read_once_outlives_a_failure(ses: Any, stubbed: Stubber, clock: FixedClock) -> None:
    stubbed.add_response("get_account", quota(200.0))
    stubbed.add_client_error("get_account", "TooManyRequestsException", http_status_code=429)
    stubbed.add_response("get_account", quota(90.0))
    sending = SendingQuota(ses, clock)

    with stubbed:
        rates = []
        for _ in range(3):
            rates.append(sending.rate())
            clock.now += ASK_AGAIN_AFTER

    assert rates == [200.0, 200.0, 90.0]


@pytest.mark.parametrize(("a_day", "sent", "used"), [(50_000, 41_000, 82.0), (200, 200, 100.0), (-1, 9, 0.0)])
def test_how_much_of_the_days_mails_is_used_up_is_told(
    ses: Any,
    stubbed: Stubber,
    clock: FixedClock,
    capsys: pytest.CaptureFixture[str],
    a_day: float,
    sent: float,
    used: float,
) -> None:
    """-1: the account has no limit."""
    stubbed.add_response("get_account", quota(14.0, a_day, sent))

    with stubbed:
        SendingQuota(ses, clock).rate()

    assert counted(capsys)["MailQuotaUsed"] == used


def test_a_rate_of_nothing_divides_nothing_by_nothing(ses: Any, stubbed: Stubber, clock: FixedClock) -> None:
    stubbed.add_response("get_account", quota(0.0))

    with stubbed:
        assert SendingQuota(ses, clock).rate() == 1.0
