"""The staff API: review videos, plan sessions, keep subscribers, read the quarantine and the figures."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.api.connections import connection_routes
from campaign.api.creators import creator_routes
from campaign.api.figures import figures_routes
from campaign.api.problems import api_of
from campaign.api.quarantine import quarantine_routes
from campaign.api.rights import rights_routes
from campaign.api.sessions import session_routes
from campaign.api.subscribers import subscriber_routes
from campaign.api.videos import video_routes
from campaign.aws.audience import AudienceTable
from campaign.aws.connections import ConnectionTable
from campaign.aws.figures import FiguresTable
from campaign.aws.policies import PolicyTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.rights import RightsTable
from campaign.aws.secrets import Secret
from campaign.aws.sessions import SeriesTable, SessionTable
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
table = Table(client("dynamodb"), settings.table_name)
signing_key = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
app = api_of(
    video_routes(VideoTable(table), PolicyTable(table), RightsTable(table), utc_now),
    rights_routes(RightsTable(table), VideoTable(table), utc_now),
    creator_routes(StandingTable(table), utc_now),
    session_routes(SessionTable(table), SeriesTable(table), utc_now),
    subscriber_routes(AudienceTable(table), signing_key, settings.webhook_allowed_hosts, utc_now),
    connection_routes(ConnectionTable(table)),
    quarantine_routes(TableQuarantine(table)),
    figures_routes(FiguresTable(table)),
)


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
