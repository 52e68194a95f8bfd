from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from campaign.announcements.sending import Addressed, AmbiguousDeliveryError, Message
from campaign.announcements.texts import Template
from campaign.aws.text_messages import MAX_CHARACTERS, TextMessages, short
from campaign.kernel.errors import PermanentError, TransientError
from tests.unit.announcements.samples import due
from tests.unit.audience.samples import reader

TEMPLATE = Template("Soon: {{starts}}", "text", "<p>html</p>", "https://www.tiktok.com/@a/live")
TO = Addressed(reader(), "+971500000000", {"starts": "21:00"}, {})


@pytest.fixture
def sns() -> Any:
    return boto3.client("sns")


def test_it_says_the_subject_and_the_link_to_one_number(sns: Any) -> None:
    with Stubber(sns) as stub:
        stub.add_response(
            "publish",
            {"MessageId": "m-1"},
            {"PhoneNumber": "+971500000000", "Message": "Soon: 21:00\nhttps://www.tiktok.com/@a/live"},
        )
        assert TextMessages(lambda: sns, enabled=True).send(due(), TEMPLATE, [TO]) == [None]
        stub.assert_no_pending_responses()


def test_while_they_are_off_no_client_is_made_and_each_fails_for_good() -> None:
    def no_client() -> Any:
        raise AssertionError("a client was made")

    (result,) = TextMessages(no_client, enabled=False).send(due(), TEMPLATE, [TO])

    assert isinstance(result, PermanentError)
    assert result.rule == "text messages are off"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("InvalidParameter", 400, PermanentError),
        ("OptedOut", 400, PermanentError),
        ("Throttled", 429, TransientError),
        ("InternalError", 500, AmbiguousDeliveryError),
    ],
)
def test_each_answer_of_sns_is_told_apart(sns: Any, code: str, status: int, kind: type[Exception]) -> None:
    with Stubber(sns) as stub:
        stub.add_client_error("publish", code, http_status_code=status)
        (result,) = TextMessages(lambda: sns, enabled=True).send(due(), TEMPLATE, [TO])

    assert type(result) is kind
    assert "+971" not in str(result)


def test_once_sns_does_not_answer_the_others_are_not_tried(sns: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def silent(PhoneNumber: str, Message: str) -> None:  # noqa: N803
        asked.append(PhoneNumber)
        raise ReadTimeoutError(endpoint_url="https://sns")

    monkeypatch.setattr(sns, "publish", silent)
    results = TextMessages(lambda: sns, enabled=True).send(due(), TEMPLATE, [TO, TO, TO])

    assert len(asked) == 1
    assert [type(result) for result in results] == [AmbiguousDeliveryError, TransientError, TransientError]


def test_a_long_subject_is_cut_and_the_link_is_whole() -> None:
    message = Message("س" * 500, "", "", "https://www.tiktok.com/@a/live")

    text = short(message)

    assert len(text) == MAX_CHARACTERS
    assert text.endswith("…\nhttps://www.tiktok.com/@a/live")
