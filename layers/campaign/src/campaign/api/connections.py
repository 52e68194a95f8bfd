"""Connected creators whom somebody should ask to connect again, for the group `moderator`."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.creators.connection import Connection


class EndedConnections(Protocol):
    def ended(self) -> Iterator[Connection]: ...


def connection_routes(connections: EndedConnections) -> Router:
    """`GET /connections`: the newest 100 that TikTok has ended, by handle where one is known."""
    router = Router()

    @router.get("/connections")
    def list_ended() -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        shown = {"open_id", "handle", "state", "connected_at", "polled_at"}
        ended = islice(connections.ended(), 100)
        return {"connections": [each.model_dump(mode="json", include=shown) for each in ended]}

    return router
