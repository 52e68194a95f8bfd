import json
import re
from typing import Any

import pytest
from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError

from campaign.announcements.classes import Milestone
from campaign.announcements.sending import Addressed, EndpointError, GoneError, Message
from campaign.audience.endpoints import Endpoint
from campaign.audience.signing import webhook_secret
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import PermanentError, TransientError
from campaign.webhooks.sender import WebhookSender, webhook_id
from campaign.webhooks.signed_post import connection_to
from tests.simulators.receiver import WebhookReceiver
from tests.unit.announcements.samples import due
from tests.unit.audience.samples import address_of, partner

MESSAGE = Message("Live now", "text", "<p>html</p>", "https://www.tiktok.com/@a/live")
DUE = due(Milestone.LIVE_NOW)
PUBLIC = "93.184.215.14"


class Key:
    def value(self) -> str:
        return "campaign key"


class Line:
    """A connection that answers with one status and remembers what was posted."""

    def __init__(self, answer: int | Exception) -> None:
        self.answer = answer
        self.endpoint: Endpoint | None = None
        self.posted: dict[str, Any] = {}

    def connect(self, endpoint: Endpoint) -> Any:
        self.endpoint = endpoint
        return self

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None: ...

    def urlopen(self, method: str, path: str, **arguments: Any) -> "Line":
        if isinstance(self.answer, Exception):
            raise self.answer
        self.posted = {"method": method, "path": path, **arguments}
        return self

    @property
    def status(self) -> int:
        assert isinstance(self.answer, int)
        return self.answer

    def close(self) -> None: ...


def to(**fields: Any) -> Addressed:
    subscriber = partner(**fields)
    return Addressed(subscriber, address_of(subscriber), {}, {})


def send(line: Line, resolves_to: str = PUBLIC, **fields: Any) -> None:
    sender = WebhookSender(Key(), (), utc_now, resolve=lambda host: [resolves_to], connect=line.connect)
    sender.prepare(DUE, to(**fields), MESSAGE)()


def test_a_webhook_is_signed_so_that_the_published_library_verifies_it() -> None:
    line = Line(204)
    send(line)

    secret = webhook_secret("campaign key", "invented-partner")
    verified = Webhook(secret).verify(line.posted["body"], line.posted["headers"])
    assert verified == json.loads(line.posted["body"])
    assert verified["type"] == "live.now"
    assert verified["timestamp"] == "2026-03-01T12:00:00.000000Z"
    assert verified["data"] == {
        "subject": "session:ramadan-talk",
        "revision": 1,
        "language": "ar",
        "title": "Live now",
        "text": "text",
        "link": "https://www.tiktok.com/@a/live",
    }


def test_the_id_is_the_delivery_so_that_a_repeat_is_known_as_one() -> None:
    line = Line(200)
    send(line)

    message_id = line.posted["headers"]["webhook-id"]
    again = Line(200)
    send(again)
    assert again.posted["headers"]["webhook-id"] == message_id
    assert re.fullmatch(r"msg_[0-9a-f]{32}", message_id)
    assert webhook_id(DUE, "another-partner") != message_id != webhook_id(due(revision=2), "invented-partner")


def test_it_posts_to_the_address_that_was_checked_and_follows_no_redirect() -> None:
    line = Line(200)
    send(line)

    assert line.endpoint is not None
    assert line.endpoint.address == PUBLIC
    assert (line.posted["method"], line.posted["path"]) == ("POST", "/hook?source=campaign")
    assert line.posted["headers"]["Host"] == "partner.example.org"
    assert line.posted["redirect"] is False
    assert line.posted["retries"] is False


def test_all_but_the_post_is_done_before_the_delivery_is_claimed() -> None:
    line = Line(200)
    sender = WebhookSender(Key(), (), utc_now, resolve=lambda host: [PUBLIC], connect=line.connect)

    post = sender.prepare(DUE, to(), MESSAGE)
    assert line.endpoint is None
    sender.key = None  # type: ignore[assignment]  # whatever fails from now on, it is not the key
    post()
    assert line.posted


def test_a_host_that_turned_private_since_it_registered_is_refused_before_any_connection() -> None:
    line = Line(200)

    with pytest.raises(PermanentError, match="not public"):
        send(line, resolves_to="169.254.169.254")
    assert line.endpoint is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (302, EndpointError),
        (400, EndpointError),
        (404, EndpointError),
        (408, EndpointError),
        (410, GoneError),
        (429, EndpointError),
        (500, EndpointError),
        (ReadTimeoutError(HTTPConnectionPool("partner.example.org"), "/", "slow"), EndpointError),
    ],
)
def test_each_answer_is_told_apart(answer: int | Exception, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        send(Line(answer))

    assert "partner.example.org" not in str(raised.value)


def test_a_host_without_an_address_is_the_endpoints_fault_and_a_missing_key_ours() -> None:
    def nowhere(host: str) -> list[str]:
        raise TransientError("webhook endpoint", "its host has no address", "check the name, then try again")

    class NoKey:
        def value(self) -> str:
            raise TransientError("secret", "it cannot be read", "see that it is there")

    with pytest.raises(EndpointError, match="no address"):
        WebhookSender(Key(), (), utc_now, resolve=nowhere).prepare(DUE, to(), MESSAGE)
    with pytest.raises(TransientError, match="cannot be read") as raised:
        WebhookSender(NoKey(), (), utc_now, resolve=nowhere).prepare(DUE, to(), MESSAGE)
    assert not isinstance(raised.value, EndpointError)


def test_tls_goes_by_the_name_while_the_connection_goes_to_the_address() -> None:
    pool = connection_to(Endpoint("https", "partner.example.org", 8443, "/", PUBLIC))

    assert isinstance(pool, HTTPSConnectionPool)
    assert (pool.host, pool.port) == (PUBLIC, 8443)
    assert pool.conn_kw["server_hostname"] == "partner.example.org"
    assert pool.assert_hostname == "partner.example.org"


@pytest.mark.parametrize(
    ("url", "host", "header"),
    [
        ("https://partner.example.org:8443/", PUBLIC, "partner.example.org:8443"),
        ("https://[2606:2800:220:1::1]/", "2606:2800:220:1::1", "[2606:2800:220:1::1]"),
    ],
)
def test_the_host_header_names_port_and_ipv6_as_urls_do(url: str, host: str, header: str) -> None:
    line = Line(200)
    send(line, resolves_to=host, address=url)

    assert line.posted["headers"]["Host"] == header


@pytest.mark.enable_socket
def test_a_webhook_arrives_over_a_real_connection_at_an_allowed_host() -> None:
    secret = webhook_secret("campaign key", "invented-partner")
    with WebhookReceiver(secret) as receiver:
        WebhookSender(Key(), ("127.0.0.1",), utc_now).prepare(DUE, to(address=receiver.url), MESSAGE)()

    (received,) = receiver.received
    assert received.verified
    assert received.webhook_id == webhook_id(DUE, "invented-partner")
