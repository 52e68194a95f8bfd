"""Signed webhooks, as https://www.standardwebhooks.com specifies them."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import partial
from hashlib import sha256
from http import HTTPStatus

from urllib3.exceptions import HTTPError

from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.announcements.sending import Addressed, EndpointError, GoneError, Message
from campaign.audience.endpoints import Endpoint, Resolver, addresses_of, checked_endpoint
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.audience.subscriber import Channel
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import TransientError
from campaign.webhooks.signed_post import Connect, connection_to, post, signed


class WebhookSender:
    """Implements `campaign.announcements.posting.Endpoints`."""

    def __init__(
        self,
        key: SigningKey,
        allowed_hosts: Collection[str],
        clock: Clock,
        resolve: Resolver = addresses_of,
        connect: Connect = connection_to,
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
        message_id = webhook_id(due, to.subscriber.id)
        headers = signed(endpoint, message_id, body, secret, self.clock())
        return partial(self._post, due, endpoint, headers, body)

    def _post(self, due: AnnouncementDue, endpoint: Endpoint, headers: Mapping[str, str], body: str) -> None:
        """A time-out is told like a 5xx: receivers know a repeated message by its id and act once."""
        try:
            status = post(self.connect, endpoint, headers, body)
        except HTTPError as error:
            raise EndpointError(due.key, f"no answer ({type(error).__name__})", "try again") from error
        _judge(due, status)


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
    has it; only 410 says that they want nothing more."""
    if 200 <= status < 300:
        return
    if status == HTTPStatus.GONE:
        raise GoneError(due.key, "the endpoint answered 410", "its owner wants nothing more")
    raise EndpointError(due.key, f"the endpoint answered {status}", "try again")
