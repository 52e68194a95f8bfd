from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from campaign.announcements.sending import AmbiguousDeliveryError, Message
from campaign.aws.mail import MailSender
from campaign.kernel.errors import PermanentError, TransientError
from tests.unit.announcements.samples import delivery, due
from tests.unit.audience.samples import reader

MESSAGE = Message("Live now: حديث", "text", "<p>html</p>", "https://www.tiktok.com/@a/live")


@pytest.fixture
def mail() -> MailSender:
    return MailSender(boto3.client("sesv2"), "campaign@example.org", "team@example.org")


def test_a_mail_has_both_bodies_a_reply_address_and_a_way_to_stop(mail: MailSender) -> None:
    expected: dict[str, Any] = {
        "FromEmailAddress": "campaign@example.org",
        "ReplyToAddresses": ["team@example.org"],
        "Destination": {"ToAddresses": ["reader@example.org"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Live now: حديث", "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": "text", "Charset": "UTF-8"},
                    "Html": {"Data": "<p>html</p>", "Charset": "UTF-8"},
                },
                "Headers": [
                    {
                        "Name": "List-Unsubscribe",
                        "Value": "<mailto:team@example.org?subject=stop%20invented-reader>",
                    }
                ],
            }
        },
    }
    with Stubber(mail.client) as ses:
        ses.add_response("send_email", {"MessageId": "m-1"}, expected)
        mail.prepare(delivery(due()), reader(), "reader@example.org", MESSAGE)()
        ses.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("MessageRejected", 400, TransientError),
        ("BadRequestException", 400, PermanentError),
        ("TooManyRequestsException", 429, TransientError),
        ("SendingPausedException", 400, TransientError),
        ("AccessDeniedException", 403, TransientError),
        ("InternalServiceError", 500, AmbiguousDeliveryError),
    ],
)
def test_each_answer_of_ses_is_told_apart(
    mail: MailSender, code: str, status: int, error: type[Exception]
) -> None:
    with Stubber(mail.client) as ses:
        ses.add_client_error("send_email", code, http_status_code=status)
        with pytest.raises(error) as raised:
            mail.prepare(delivery(due()), reader(), "reader@example.org", MESSAGE)()

    assert type(raised.value) is error
    assert "reader@example.org" not in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (EndpointConnectionError(endpoint_url="https://email"), TransientError),
        (ReadTimeoutError(endpoint_url="https://email"), AmbiguousDeliveryError),
    ],
)
def test_an_unheard_answer_is_ambiguous_and_an_unmade_connection_is_not(
    mail: MailSender, monkeypatch: pytest.MonkeyPatch, fault: Exception, error: type[Exception]
) -> None:
    def lost(**_: object) -> None:
        raise fault

    monkeypatch.setattr(mail.client, "send_email", lost)

    with pytest.raises(error) as raised:
        mail.prepare(delivery(due()), reader(), "reader@example.org", MESSAGE)()
    assert type(raised.value) is error
