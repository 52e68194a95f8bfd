"""The quarantine, for the operators who look after it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group
from campaign.kernel.quarantine import QuarantineEntry


class Entries(Protocol):
    def entries(self) -> Iterator[QuarantineEntry]: ...


def quarantine_routes(quarantine: Entries) -> Router:
    """`GET /quarantine`: the newest 100 entries with their reasons, bodies left out (they may be
    personal)."""
    router = Router()

    @router.get("/quarantine")
    def list_entries() -> dict[str, Any]:
        require_group(router.current_event.raw_event, "operator")
        return {
            "entries": [
                entry.model_dump(mode="json", exclude={"body"}) for entry in islice(quarantine.entries(), 100)
            ]
        }

    return router
