"""State → site bucket: whatever changed, the whole batch of changes is one build of what the public sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3 import client

from campaign.aws.featured_videos import FeaturedVideoTable
from campaign.aws.figures import FiguresTable
from campaign.aws.holds import HoldTable
from campaign.aws.publications import ToolkitTable
from campaign.aws.sessions import SessionTable
from campaign.aws.site import S3Site
from campaign.aws.table import Table
from campaign.hub.pages import render_site
from campaign.hub.purges import tell_purges
from campaign.hub.site import SiteFile, build
from campaign.hub.state import read_state
from campaign.kernel.batch import correlation_id_of
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger, metrics
from campaign.kernel.settings import from_environment


@dataclass(frozen=True)
class HubSettings:
    table_name: str
    site_bucket: str
    hub_url: str


settings = from_environment(HubSettings)
table = Table(client("dynamodb"), settings.table_name)
site = S3Site(client("s3"), settings.site_bucket)
videos, sessions, toolkits = FeaturedVideoTable(table), SessionTable(table), ToolkitTable(table)
figures, holds = FiguresTable(table), HoldTable(table)


def render() -> Iterator[SiteFile]:
    hold = holds.current()
    held_since = hold.since if hold.on else None
    state = read_state(videos, sessions, toolkits, figures, utc_now(), held_since)
    return render_site(state, settings.hub_url)


@metrics.log_metrics
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """An error fails the whole batch: its messages come back together and cost one build again."""
    bodies = [record["body"] for record in event["Records"]]
    correlation_ids = sorted(filter(None, {correlation_id_of(body) for body in bodies}))
    logger.info("changes to show", messages=len(bodies), correlation_ids=correlation_ids)
    build(site, render)
    tell_purges(bodies, utc_now())
