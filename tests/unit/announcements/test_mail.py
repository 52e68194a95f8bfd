import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber

from campaign.announcements.email_tags import announcement_in
from campaign.announcements.sending import Addressed, AmbiguousDeliveryError
from campaign.announcements.texts import Template
from campaign.aws.mail import BulkMail
from campaign.kernel.errors import PermanentError, TransientError
from tests.unit.announcements.samples import due
from tests.unit.audience.samples import reader

TEMPLATE = Template("Live now: حديث", "text {{starts}}", "<p>html {{starts}}</p>", None)


def to(name: str) -> Addressed:
    return Addressed(
        subscriber=reader(id=name),
        address=f"{name}@example.org",
        facts={"starts": "2026-03-01 21:00 (Asia/Dubai)"},
        headers={"List-Unsubscribe": f"<https://api/{name}>", "List-Unsubscribe-Post": "One-Click"},
    )


READERS = [to("one"), to("two")]


@pytest.fixture
def mail() -> BulkMail:
    return BulkMail(boto3.client("sesv2"), "campaign@example.org", "team@example.org", "campaign-mail")


def test_a_page_is_one_call_with_what_is_each_readers_own(
    mail: BulkMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []

    def send(**arguments: Any) -> Any:
        calls.append(arguments)
        return {"BulkEmailEntryResults": [{"Status": "SUCCESS"}] * 2}

    monkeypatch.setattr(mail.client, "send_bulk_email", send)
    assert mail.send(due(), TEMPLATE, READERS) == [None, None]

    (call,) = calls
    assert call["FromEmailAddress"] == "campaign@example.org"
    assert call["ReplyToAddresses"] == ["team@example.org"]
    assert call["DefaultContent"]["Template"]["TemplateContent"] == {
        "Subject": "Live now: حديث",
        "Text": "text {{starts}}",
        "Html": "<p>html {{starts}}</p>",
    }
    assert call["ConfigurationSetName"] == "campaign-mail"
    one, two = call["BulkEmailEntries"]
    assert (one["Destination"], two["Destination"]) == (
        {"ToAddresses": ["one@example.org"]},
        {"ToAddresses": ["two@example.org"]},
    )
    facts = one["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"]
    assert json.loads(facts) == {"starts": "2026-03-01 21:00 (Asia/Dubai)"}
    assert one["ReplacementHeaders"] == [
        {"Name": "List-Unsubscribe", "Value": "<https://api/one>"},
        {"Name": "List-Unsubscribe-Post", "Value": "One-Click"},
    ]
    tags = {tag["Name"]: [tag["Value"]] for tag in two["ReplacementTags"]}
    assert tags["subscriber"] == ["two"]
    assert announcement_in(tags) == "session:ramadan-talk@1/reminder.hour"


def test_the_call_is_one_that_ses_takes(mail: BulkMail) -> None:
    """botocore checks it against SES's own model."""
    with Stubber(mail.client) as ses:
        ses.add_response("send_bulk_email", {"BulkEmailEntryResults": [{"Status": "SUCCESS"}] * 2})
        assert mail.send(due(), TEMPLATE, READERS) == [None, None]
        ses.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("MESSAGE_REJECTED", PermanentError),
        ("INVALID_PARAMETER", PermanentError),
        ("ACCOUNT_THROTTLED", TransientError),
        ("ACCOUNT_DAILY_QUOTA_EXCEEDED", TransientError),
        ("ACCOUNT_SENDING_PAUSED", TransientError),
        ("MAIL_FROM_DOMAIN_NOT_VERIFIED", TransientError),
        ("TRANSIENT_FAILURE", TransientError),
        ("FAILED", TransientError),
    ],
)
def test_each_entry_has_a_result_of_its_own(mail: BulkMail, status: str, kind: type[Exception]) -> None:
    with Stubber(mail.client) as ses:
        ses.add_response(
            "send_bulk_email", {"BulkEmailEntryResults": [{"Status": "SUCCESS"}, {"Status": status}]}
        )
        first, second = mail.send(due(), TEMPLATE, READERS)

    assert first is None
    assert type(second) is kind


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("MessageRejected", 400, TransientError),
        ("TooManyRequestsException", 429, TransientError),
        ("SendingPausedException", 400, TransientError),
        ("AccessDeniedException", 403, TransientError),
        ("InternalServiceError", 500, AmbiguousDeliveryError),
    ],
)
def test_a_call_that_fails_is_the_result_of_each(
    mail: BulkMail, code: str, status: int, kind: type[Exception]
) -> None:
    with Stubber(mail.client) as ses:
        ses.add_client_error("send_bulk_email", code, http_status_code=status)
        results = mail.send(due(), TEMPLATE, READERS)

    assert [type(result) for result in results] == [kind, kind]
    assert "example.org" not in str(results)


def test_a_refused_call_is_tried_reader_by_reader_until_ses_takes_no_more(mail: BulkMail) -> None:
    with Stubber(mail.client) as ses:
        ses.add_client_error("send_bulk_email", "BadRequestException", http_status_code=400)
        ses.add_client_error("send_bulk_email", "BadRequestException", http_status_code=400)
        ses.add_response("send_bulk_email", {"BulkEmailEntryResults": [{"Status": "SUCCESS"}]})
        ses.add_client_error("send_bulk_email", "TooManyRequestsException", http_status_code=429)
        results = mail.send(due(), TEMPLATE, [*READERS, to("three"), to("four")])
        ses.assert_no_pending_responses()

    assert [type(result) for result in results] == [
        PermanentError,
        type(None),
        TransientError,
        TransientError,
    ]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (EndpointConnectionError(endpoint_url="https://email"), TransientError),
        (ReadTimeoutError(endpoint_url="https://email"), AmbiguousDeliveryError),
    ],
)
def test_an_unheard_answer_is_ambiguous_and_an_unmade_connection_is_not(
    mail: BulkMail, monkeypatch: pytest.MonkeyPatch, fault: Exception, kind: type[Exception]
) -> None:
    def lost(**_: object) -> None:
        raise fault

    monkeypatch.setattr(mail.client, "send_bulk_email", lost)

    assert [type(result) for result in mail.send(due(), TEMPLATE, READERS)] == [kind, kind]
