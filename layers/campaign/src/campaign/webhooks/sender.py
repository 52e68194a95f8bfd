"""Signed webhooks, as https://www.standardwebhooks.com specifies them."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import partial
from http import HTTPStatus

from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from campaign.announcements.messages import DeliveryDue
from campaign.announcements.sending import Message
from campaign.audience.endpoints import Endpoint, Resolver, addresses_of, checked_endpoint
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.subscriber import Subscriber
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import PermanentError, TransientError

TIMEOUT = Timeout(connect=3, read=7)  # seconds; both together stay well under the function's own timeout
_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def connection_to(endpoint: Endpoint) -> HTTPConnectionPool:
    """Connects to the address that was checked, while TLS and the Host header go by the name."""
    if endpoint.scheme == "http":
        return HTTPConnectionPool(endpoint.address, endpoint.port, timeout=TIMEOUT)
    return HTTPSConnectionPool(
        endpoint.address,
        endpoint.port,
        timeout=TIMEOUT,
        cert_reqs="CERT_REQUIRED",
        server_hostname=endpoint.host,
        assert_hostname=endpoint.host,
    )


class WebhookSender:
    """Implements `campaign.announcements.sending.Sender`.

    A time-out is retried like a 5xx: receivers know a repeated message by its id and act once.
    """

    def __init__(
        self,
        key: SigningKey,
        allowed_hosts: Collection[str],
        clock: Clock,
        resolve: Resolver = addresses_of,
        connect: Callable[[Endpoint], HTTPConnectionPool] = connection_to,
    ) -> None:
        self.key = key
        self.allowed_hosts = allowed_hosts
        self.clock = clock
        self.resolve = resolve
        self.connect = connect

    def prepare(
        self, due: DeliveryDue, subscriber: Subscriber, address: str, message: Message
    ) -> Callable[[], None]:
        """Look up and check the endpoint, and sign; the answer connects and posts."""
        endpoint = checked_endpoint(address, self.allowed_hosts, self.resolve)
        body = payload(due, subscriber, message)
        headers = {"Host": _host_header(endpoint), **self._signed(due, subscriber, body)}
        return partial(self._post, due, endpoint, headers, body.encode())

    def _post(self, due: DeliveryDue, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> None:
        try:
            with self.connect(endpoint) as pool:
                response = pool.urlopen(
                    "POST",
                    endpoint.path,
                    body=body,
                    headers=headers,
                    redirect=False,
                    retries=False,
                    preload_content=False,  # only the status matters; a body could be endless
                )
                response.close()
        except HTTPError as error:
            raise TransientError(due.key, f"no answer ({type(error).__name__})", "try again") from error
        _judge(due, response.status)

    def _signed(self, due: DeliveryDue, subscriber: Subscriber, body: str) -> dict[str, str]:
        now = self.clock()
        message_id = webhook_id(due)
        signature = Webhook(webhook_secret(self.key.value(), subscriber.id)).sign(message_id, now, body)
        return {
            "Content-Type": "application/json",
            "User-Agent": "EndTheStigma-Webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }


def webhook_id(due: DeliveryDue) -> str:
    """The delivery's key, without full stops: they separate id, time and body in what is signed."""
    return due.key.replace(".", "_")


def payload(due: DeliveryDue, subscriber: Subscriber, message: Message) -> str:
    """`type`, `timestamp` and `data`, as Standard Webhooks advises."""
    return json.dumps(
        {
            "type": due.announcement.milestone,
            "timestamp": iso(due.announcement.due_at),
            "data": {
                "subject": due.announcement.subject,
                "revision": due.announcement.revision,
                "language": subscriber.language,
                "title": message.subject,
                "text": message.text,
                "link": message.link,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _host_header(endpoint: Endpoint) -> str:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    standard = {"https": 443, "http": 80}[endpoint.scheme]
    return host if endpoint.port == standard else f"{host}:{endpoint.port}"


def _judge(due: DeliveryDue, status: int) -> None:
    if 200 <= status < 300:
        return
    if status >= 500 or status in _TRY_AGAIN:
        raise TransientError(due.key, f"the endpoint answered {status}", "try again")
    raise PermanentError(due.key, f"the endpoint answered {status}", "ask its owner, or remove it")
