"""The public API's pages for creators: connect a TikTok account to the campaign, and leave again.

It alone of the public API may use the app's secret and the key of creators' tokens.
"""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.connect import connect_routes
from campaign.api.problems import api_of
from campaign.aws.clients import client
from campaign.aws.connections import ConnectionTable, SignInTable
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign.aws.tiktok_app import TikTokApp
from campaign.aws.token_key import TokenKey
from campaign.creators.connecting import Connecting
from campaign.creators.tokens import Tokens
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.tiktok.login import AuthorizePage, Login
from campaign.tiktok.open_api import OpenApi


@dataclass(frozen=True)
class ConnectSettings:
    table_name: str
    intake_queue_url: str
    tiktok_secret_arn: str
    tiktok_api_url: str
    tiktok_authorize_url: str
    token_key_arn: str


settings = from_environment(ConnectSettings)
tiktok = TikTokApp(lambda: client("secretsmanager"), settings.tiktok_secret_arn)
table = Table(client("dynamodb"), settings.table_name)
key = TokenKey(client("kms"), settings.token_key_arn)
connecting = Connecting(
    tokens=Tokens(ConnectionTable(table), Login(OpenApi(settings.tiktok_api_url), tiktok.get), key, utc_now),
    sign_in_page=AuthorizePage(settings.tiktok_authorize_url, tiktok.find),
    sign_ins=SignInTable(table),
    intake=Queue(client("sqs"), settings.intake_queue_url),
)
app = api_of(connect_routes(connecting, settings.tiktok_authorize_url))


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
