"""Takes TikTok's webhooks at a function URL, and answers at once:

200 taken (also an unknown event, and a repeated one, which changes nothing) · 400 signed, but no JSON object
· 401 any doubt about the signature · 405 not a POST · 413 larger than allowed · 503 no secret, or no queue,
to be had: TikTok tries again for 72 hours. All but 200 are problem documents (RFC 9457), and leave nothing
behind.
"""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.aws.clients import client
from campaign.aws.queue import Queue
from campaign.aws.secrets import Secret
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.receiver import tiktok_receiver


@dataclass(frozen=True)
class ReceiveSettings:
    intake_queue_url: str
    lookups_queue_url: str
    tiktok_secret_arn: str
    webhook_max_age_seconds: int = 300
    webhook_max_bytes: int = 65536


settings = from_environment(ReceiveSettings)
sqs = client("sqs")
receive = tiktok_receiver(
    send={
        "intake": Queue(sqs, settings.intake_queue_url).send,
        "lookups": Queue(sqs, settings.lookups_queue_url).send,
    },
    secrets=Secret(lambda: client("secretsmanager"), settings.tiktok_secret_arn, "client_secret").values,
    clock=utc_now,
    max_age_seconds=settings.webhook_max_age_seconds,
    max_bytes=settings.webhook_max_bytes,
)


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return receive(event)
