"""Takes TikTok's webhook requests: its signature, its events, each to the queue that it belongs to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from campaign.kernel.clock import Clock
from campaign.kernel.observability import count
from campaign.tiktok.events import Destination, read
from campaign.tiktok.webhook import verify
from campaign.webhooks.receiver import WebhookReceiver


def tiktok_receiver(
    *,
    send: Mapping[Destination, Callable[[str], None]],
    secrets: Callable[[], Sequence[str]],
    clock: Clock,
    max_age_seconds: int,
    max_bytes: int,
) -> WebhookReceiver:
    def take(body: bytes, now: datetime, correlation_id: str) -> None:
        outgoing = read(body, now, correlation_id)
        if outgoing is None:
            return
        send[outgoing.destination](outgoing.body)
        count("UnknownEvents", int(outgoing.is_unknown_event))

    return WebhookReceiver(
        secrets=secrets,
        verify=partial(verify, max_age_seconds=max_age_seconds),
        take=take,
        clock=clock,
        max_bytes=max_bytes,
        counted_as="Webhooks",
    )
