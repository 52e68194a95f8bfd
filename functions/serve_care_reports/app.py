"""The staff API: a reply that worries somebody becomes a care case. It can seal words and open none."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.care_reports import care_report_routes
from campaign.api.console import for_the_console
from campaign.api.problems import api_of
from campaign.aws.care_words import CareSeal
from campaign.aws.cases import CaseTable
from campaign.aws.clients import client
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from campaign.aws.token_key import TokenKey
from campaign.care.reported import Reporting
from campaign.care.screening import screen
from campaign.care.targets import TargetSettings
from campaign.care.words import Kept
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class ReportSettings(TargetSettings):
    table_name: str
    care_key_arn: str
    care_retention_days: int
    public_api_secret_arn: str


settings = from_environment(ReportSettings)
reporting = Reporting(
    CaseTable(Table(client("dynamodb"), settings.table_name)),
    CareSeal(TokenKey(client("kms"), settings.care_key_arn)),
    screen,
    Secret(lambda: client("secretsmanager"), settings.public_api_secret_arn, "key"),
    settings.targets,
    Kept(settings.care_retention_days),
    utc_now,
)
app = api_of(care_report_routes(reporting))


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return for_the_console(event, app.resolve(event, context))
