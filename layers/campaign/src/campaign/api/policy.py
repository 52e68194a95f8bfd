"""The rules that moderators may name, in the staff API; for the group `moderator`."""

from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.videos.policy import Policies


def add_policy_routes(router: Router, policies: Policies) -> None:
    """`GET /policy`: each rule of the policy in force, with what it says in both languages."""

    @router.get("/policy")
    def in_force() -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        told = {"id", "area", "says", "outcome"}
        return {"rules": [rule.model_dump(mode="json", include=told) for rule in policies.in_force().rules]}
