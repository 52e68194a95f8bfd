"""The care routes of the staff API: who looks after people in distress works here, and others see nothing."""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.care_desk import GROUPS, CareDesk
from campaign.api.care_routes import care_routes
from campaign.api.console import for_the_console
from campaign.api.problems import api_of
from campaign.aws.approved_replies import ApprovedReplies
from campaign.aws.care_colleagues import CareColleagues
from campaign.aws.care_texts import SubjectTexts
from campaign.aws.care_words import CareSeal
from campaign.aws.cases import CaseTable
from campaign.aws.clients import client
from campaign.aws.publications import PublicationTable
from campaign.aws.shifts import ShiftTable
from campaign.aws.table import Table
from campaign.aws.token_key import TokenKey
from campaign.care.targets import TargetSettings
from campaign.care.words import Kept
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class CareApiSettings(TargetSettings):
    table_name: str
    care_key_arn: str
    care_retention_days: int
    care_exposure_budget: int
    user_pool_id: str


settings = from_environment(CareApiSettings)
table = Table(client("dynamodb"), settings.table_name)
seal = CareSeal(TokenKey(client("kms"), settings.care_key_arn))
desk = CareDesk(
    cases=CaseTable(table),
    shifts=ShiftTable(table),
    texts=SubjectTexts(table, seal),
    replies=ApprovedReplies(PublicationTable(table), utc_now),
    colleagues=CareColleagues(lambda: client("cognito-idp"), settings.user_pool_id, GROUPS),
    seal=seal,
    targets=settings.targets,
    kept=Kept(settings.care_retention_days),
    budget=settings.care_exposure_budget,
    clock=utc_now,
)
app = api_of(*care_routes(desk))


@metrics.log_metrics
@logger.inject_lambda_context(correlation_id_path="requestContext.requestId")
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return for_the_console(event, app.resolve(event, context))
