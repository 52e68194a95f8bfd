"""All that is done at the care desk."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.care_deletions import care_deletion_routes
from campaign.api.care_desk import CareDesk
from campaign.api.care_moves import care_move_routes
from campaign.api.care_queue import care_queue_routes


def care_routes(desk: CareDesk) -> tuple[Router, ...]:
    return care_queue_routes(desk), care_move_routes(desk), care_deletion_routes(desk)
