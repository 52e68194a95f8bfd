"""The staff API: videos, publications, sessions, announcements, subscribers and figures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api import connections, creators, figures, notices, rights, sessions, tasks, videos
from campaign.api.console import for_the_console
from campaign.api.problems import api_of
from campaign.api.publications import publication_routes
from campaign.api.reach import reach_routes
from campaign.api.subscribers import subscriber_routes
from campaign.aws.address_box import address_box
from campaign.aws.clients import client
from campaign.aws.secrets import Secret
from campaign.aws.staff_state import StaffState
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.publications.showing import Limits


@dataclass(frozen=True)
class StaffApiSettings:
    table_name: str
    webhook_signing_secret_arn: str
    audience_key_arn: str
    webhook_allowed_hosts: tuple[str, ...] = ()
    verification_days: int = 180


settings = from_environment(StaffApiSettings)
state = StaffState.over(Table(client("dynamodb"), settings.table_name))
signing_key = Secret(lambda: client("secretsmanager"), settings.webhook_signing_secret_arn, "key")
box = address_box(lambda: client("secretsmanager"), settings.audience_key_arn)
limits = Limits(verification=timedelta(days=settings.verification_days))
app = api_of(
    videos.video_routes(state.videos, state.policies, state.rights, utc_now),
    rights.rights_routes(state.rights, state.videos, utc_now),
    creators.creator_routes(state.standings, utc_now),
    sessions.session_routes(state.programme, utc_now),
    reach_routes(state.programme, state.audience, state.telling.holds, utc_now),
    notices.notice_routes(*state.telling, utc_now),
    publication_routes(state.publications, limits, utc_now),
    tasks.task_routes(state.tasks),
    subscriber_routes(state.audience, box, signing_key, settings.webhook_allowed_hosts, utc_now),
    connections.connection_routes(state.connections),
    figures.figures_routes(state.figures),
)


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return for_the_console(event, app.resolve(event, context))
