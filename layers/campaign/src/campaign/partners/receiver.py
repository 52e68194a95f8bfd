"""Takes partners' webhook requests: videos on platforms other than TikTok, into the one intake queue."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from campaign.kernel.clock import Clock
from campaign.kernel.observability import count
from campaign.partners.events import read
from campaign.partners.webhook import verify
from campaign.videos.intake import MAX_BYTES, write_message
from campaign.webhooks.receiver import WebhookReceiver
from campaign.webhooks.refusals import MisshapenError


def partner_receiver(
    *,
    send: Callable[[str], None],
    secrets: Callable[[], Sequence[str]],
    clock: Clock,
    campaign_hashtags: Collection[str],
    max_bytes: int,
) -> WebhookReceiver:
    def take(body: bytes, now: datetime, correlation_id: str) -> None:
        message = read(body, now, correlation_id, campaign_hashtags)
        if message is None:
            count("PostsWithoutHashtag")
            return
        text = write_message(message)
        if len(text) > MAX_BYTES:  # a few signs grow a hundredfold when hashtags are normalised
            raise MisshapenError([{"pointer": "/data", "detail": "holds more text than the queue can take"}])
        send(text)

    return WebhookReceiver(
        secrets=secrets,
        verify=verify,
        take=take,
        clock=clock,
        max_bytes=max_bytes,
        counted_as="PartnerWebhooks",
    )
