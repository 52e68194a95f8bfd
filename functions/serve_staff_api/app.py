"""The staff API: review videos, plan sessions, keep followers, read the quarantine and the figures."""

from dataclasses import dataclass
from typing import Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.creators import creator_routes
from campaign.api.figures import figures_routes
from campaign.api.followers import follower_routes
from campaign.api.problems import answer_with_problems
from campaign.api.quarantine import quarantine_routes
from campaign.api.sessions import session_routes
from campaign.api.videos import video_routes
from campaign.aws.audience import AudienceTable
from campaign.aws.figures import FiguresTable
from campaign.aws.policies import PolicyTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.secrets import Secret
from campaign.aws.sessions import SessionTable
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.aws.videos import VideoTable
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class StaffApiSettings:
    table_name: str
    webhook_signing_secret_arn: str
    webhook_allowed_hosts: tuple[str, ...] = ()


settings = from_environment(StaffApiSettings)
table = Table(boto3.client("dynamodb"), settings.table_name)
signing_key = Secret(lambda: boto3.client("secretsmanager"), settings.webhook_signing_secret_arn, "key")

app = APIGatewayRestResolver()
answer_with_problems(app)
app.include_router(video_routes(VideoTable(table), PolicyTable(table), utc_now))
app.include_router(creator_routes(StandingTable(table), utc_now))
app.include_router(session_routes(SessionTable(table), utc_now))
app.include_router(
    follower_routes(AudienceTable(table), signing_key, settings.webhook_allowed_hosts, utc_now)
)
app.include_router(quarantine_routes(TableQuarantine(table)))
app.include_router(figures_routes(FiguresTable(table)))


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
