"""The staff API: review videos, plan sessions, keep subscribers, read the quarantine and the figures."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.api import connections, creators, figures, notices, quarantine, rights, sessions, videos
from campaign.api.problems import api_of
from campaign.api.subscribers import subscriber_routes
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.connections import ConnectionTable
from campaign.aws.figures import FiguresTable
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
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
    audience_key_arn: str
    webhook_allowed_hosts: tuple[str, ...] = ()


settings = from_environment(StaffApiSettings)
table = Table(client("dynamodb"), settings.table_name)
signing_key = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
app = api_of(
    videos.video_routes(VideoTable(table), PolicyTable(table), RightsTable(table), utc_now),
    rights.rights_routes(RightsTable(table), VideoTable(table), utc_now),
    creators.creator_routes(StandingTable(table), utc_now),
    sessions.session_routes(SessionTable(table), SeriesTable(table), utc_now),
    notices.notice_routes(NoticeTable(table), HoldTable(table), utc_now),
    subscriber_routes(AudienceTable(table), box, signing_key, settings.webhook_allowed_hosts, utc_now),
    connections.connection_routes(ConnectionTable(table)),
    quarantine.quarantine_routes(TableQuarantine(table)),
    figures.figures_routes(FiguresTable(table)),
)


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
