"""An invitation to a webhook endpoint: the signed event `subscription.confirm`, which holds the link."""

import json
from collections.abc import Collection

from urllib3.exceptions import HTTPError

from campaign.audience.endpoints import Resolver, addresses_of, checked_endpoint
from campaign.audience.signing import SigningKey, webhook_secret
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import PermanentError, TransientError
from campaign.subscriptions.inviting import Invitation
from campaign.webhooks.signed_post import Connect, connection_to, post, signed


class WebhookInvitations:
    """Implements `campaign.subscriptions.inviting.Carrier`.

    The endpoint's owner is shown the secret when they confirm; the signature is there all the same, so that
    every request of ours has one.
    """

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

    def carry(self, invitation: Invitation, address: str) -> None:
        endpoint = checked_endpoint(address, self.allowed_hosts, self.resolve)
        now = self.clock()
        body = json.dumps(
            {
                "type": "subscription.confirm",
                "timestamp": iso(now),
                "data": {"language": invitation.language, "text": invitation.short, "link": invitation.link},
            },
            ensure_ascii=False,
        )
        secret = webhook_secret(self.key.value(), invitation.subscription_id)
        headers = signed(endpoint, invitation.id, body, secret, now)
        try:
            status = post(self.connect, endpoint, headers, body)
        except HTTPError as error:
            raise TransientError(invitation.id, f"no answer ({type(error).__name__})", "try again") from error
        if status >= 500 or status in {408, 425, 429}:
            raise TransientError(invitation.id, f"the endpoint answered {status}", "try again")
        if not 200 <= status < 300:
            raise PermanentError(invitation.id, f"the endpoint answered {status}", "ask its owner")
