"""`POST /webhooks/partner` of the public API: videos on platforms other than TikTok. Answers at once:

200 taken (also a repeated one, and a video without a campaign hashtag, which is not kept) · 400 signed, but
no JSON object · 401 any doubt about the signature, or no usable secret · 405 not a POST · 413 larger than
allowed · 422 no such event, with every fault · 503 no secret, or no queue, to be had: send it again. All but
200 are problem documents (RFC 9457), and leave nothing behind.
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
from campaign.partners.receiver import partner_receiver


@dataclass(frozen=True)
class PartnerSettings:
    intake_queue_url: str
    partner_secret_arn: str
    campaign_hashtags: tuple[str, ...]
    webhook_max_bytes: int = 65536


settings = from_environment(PartnerSettings)
receive = partner_receiver(
    send=Queue(client("sqs"), settings.intake_queue_url).send,
    secrets=Secret(lambda: client("secretsmanager"), settings.partner_secret_arn, "secret").values,
    clock=utc_now,
    campaign_hashtags=settings.campaign_hashtags,
    max_bytes=settings.webhook_max_bytes,
)


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return receive(event)
