"""Signed webhooks, as https://www.standardwebhooks.com specifies them."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import partial
from hashlib import sha256
from http import HTTPStatus

from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.sending import Addressed, EndpointError, GoneError, Message
from campaign.audience.endpoints import Endpoint, Resolver, addresses_of, checked_endpoint
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.subscriber import Channel
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import TransientError

TIMEOUT = Timeout(connect=3, read=7)  # seconds; both together stay well under the function's own timeout


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
    """Implements `campaign.announcements.posting.Endpoints`."""

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

    def prepare(self, due: AnnouncementDue, to: Addressed, message: Message) -> Callable[[], None]:
        """Look up and check the endpoint, and sign; the answer connects and posts.

        Raises PermanentError for an endpoint that may not be posted to, EndpointError for one that has no
        address now, and TransientError while the signing key cannot be read.
        """
        secret = webhook_secret(self.key.value(), to.subscriber.id)
        try:
            endpoint = checked_endpoint(to.address, self.allowed_hosts, self.resolve)
        except TransientError as error:
            raise EndpointError(due.key, error.rule, "try again") from error
        body = payload(due, to, message)
        headers = {"Host": endpoint.host_header, **self._signed(due, to, body, secret)}
        return partial(self._post, due, endpoint, headers, body.encode())

    def _post(
        self, due: AnnouncementDue, endpoint: Endpoint, headers: Mapping[str, str], body: bytes
    ) -> None:
        """A time-out is told like a 5xx: receivers know a repeated message by its id and act once."""
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
            raise EndpointError(due.key, f"no answer ({type(error).__name__})", "try again") from error
        _judge(due, response.status)

    def _signed(self, due: AnnouncementDue, to: Addressed, body: str, secret: str) -> dict[str, str]:
        now = self.clock()
        message_id = webhook_id(due, to.subscriber.id)
        signature = Webhook(secret).sign(message_id, now, body)
        return {
            "Content-Type": "application/json",
            "User-Agent": "EndTheStigma-Webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }


def webhook_id(due: AnnouncementDue, subscriber_id: str) -> str:
    """Of the delivery's key, so that it is the same at every attempt. A hash, because the key has full stops,
    which separate id, time and body in what is signed."""
    key = DeliveryKey(due.key, subscriber_id, Channel.WEBHOOK)
    return f"msg_{sha256(key.text.encode()).hexdigest()[:32]}"


def payload(due: AnnouncementDue, to: Addressed, message: Message) -> str:
    """`type`, `timestamp` and `data`, as Standard Webhooks advises."""
    return json.dumps(
        {
            "type": due.milestone,
            "timestamp": iso(due.due_at),
            "data": {
                "subject": due.subject,
                "revision": due.revision,
                "language": to.subscriber.language,
                "title": message.subject,
                "text": message.text,
                "link": message.link,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _judge(due: AnnouncementDue, status: int) -> None:
    """Every answer but 2xx may be a mistake that its owner mends within the 72 hours, as Standard Webhooks
    has it; only 410 says that they want nothing more. Redirects are not followed: they would lead past the
    check."""
    if 200 <= status < 300:
        return
    if status == HTTPStatus.GONE:
        raise GoneError(due.key, "the endpoint answered 410", "its owner wants nothing more")
    raise EndpointError(due.key, f"the endpoint answered {status}", "try again")
