"""The campaign's figures, for everybody on the staff."""

from typing import Any, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.figures.tally import CampaignFigures


class Figures(Protocol):
    def read(self) -> CampaignFigures: ...


def figures_routes(figures: Figures) -> Router:
    """`GET /figures`: the total, and the same by day, region, script and source."""
    router = Router()

    @router.get("/figures")
    def show() -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator", "publisher", "operator")
        return figures.read().model_dump()

    return router
