"""The public API: tell a story, see who helps, delete its words. It can seal words and open none."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.public import answer
from campaign.api.stories import StoryApi
from campaign.aws.care_words import CareSeal
from campaign.aws.clients import client
from campaign.aws.hourly_limits import HourlyLimits
from campaign.aws.secrets import Secret
from campaign.aws.stories import StoryTable
from campaign.aws.table import Table
from campaign.aws.token_key import TokenKey
from campaign.aws.verified_help import VerifiedHelp
from campaign.care.screening import screen
from campaign.care.targets import TargetSettings
from campaign.care.words import Kept
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.stories.telling import StoryTelling


@dataclass(frozen=True)
class StorySettings(TargetSettings):
    table_name: str
    care_key_arn: str
    care_retention_days: int
    public_api_secret_arn: str
    stories_an_hour_per_address: int
    stories_an_hour: int
    verification_days: int
    reply_address: str


settings = from_environment(StorySettings)
table = Table(client("dynamodb"), settings.table_name)
key = Secret(lambda: client("secretsmanager"), settings.public_api_secret_arn, "key")
an_hour = settings.stories_an_hour_per_address, settings.stories_an_hour
telling = StoryTelling(
    StoryTable(table, Kept(settings.care_retention_days)),
    CareSeal(TokenKey(client("kms"), settings.care_key_arn)),
    VerifiedHelp.over(table, settings.verification_days, utc_now),
    screen,
    HourlyLimits(table, key, *an_hour, utc_now, "stories"),
    key,
    settings.targets,
    utc_now,
)
routes = StoryApi(telling, settings.reply_address).routes()


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return answer(routes, event, context)
