"""The public API: send in a link, see what became of it, take it back. Nobody signs in."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.public import answer
from campaign.api.submissions import SubmissionApi
from campaign.api.withdrawals import WithdrawalApi
from campaign.aws.clients import client
from campaign.aws.hourly_limits import HourlyLimits
from campaign.aws.idempotency import Once
from campaign.aws.secrets import Secret
from campaign.aws.submissions import SubmissionTable
from campaign.aws.table import Table
from campaign.aws.videos import VideoTable
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment
from campaign.submissions.submitting import Submitting
from campaign.submissions.withdrawing import Withdrawing
from campaign.tiktok.links import read_link


@dataclass(frozen=True)
class PublicApiSettings:
    table_name: str
    public_api_secret_arn: str
    submissions_an_hour_per_address: int
    submissions_an_hour: int
    reply_address: str


settings = from_environment(PublicApiSettings)
table = Table(client("dynamodb"), settings.table_name)
key = Secret(lambda: client("secretsmanager"), settings.public_api_secret_arn, "key")
submissions = SubmissionTable(table)
withdrawing = Withdrawing(submissions, VideoTable(table), utc_now)
per_address, in_all = settings.submissions_an_hour_per_address, settings.submissions_an_hour
limits = HourlyLimits(table, key, per_address, in_all, utc_now)
submission_api = SubmissionApi(
    Submitting(submissions, key, limits, utc_now),
    once=Once(table, "submissions"),
    read_link=lambda text: read_link(text).url,
    contact=settings.reply_address,
)
routes = submission_api.routes() | WithdrawalApi(withdrawing, key, settings.reply_address).routes()


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return answer(routes, event, context)
