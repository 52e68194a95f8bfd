"""The hold, for staff who must stop everything that goes out to the public at once."""

from itertools import islice
from typing import Any, Self

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, model_validator

from campaign.announcements.hold import HeldBack, Hold, KeptHolds, Why, turned
from campaign.api.access import require_group, staff_id
from campaign.api.session_documents import body_of, correlation_id_of
from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger

_GROUPS = ("publisher", "operator")
_HELD = 100


class HoldRequest(BaseModel):
    """`why` is asked of whoever turns it on."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    on: bool
    why: Why | None = None

    @model_validator(mode="after")
    def _a_reason(self) -> Self:
        if self.on and self.why is None:
            raise ValueError('a hold needs a reason; add "why"')
        return self


def add_hold_routes(router: Router, holds: KeptHolds, clock: Clock) -> None:
    """`GET` and `PUT /hold`; for the groups `publisher` and `operator`. To ask for what is so already changes
    nothing."""

    @router.get("/hold")
    def show() -> dict[str, Any]:
        require_group(router.current_event.raw_event, *_GROUPS)
        return _document(holds.current(), holds)

    @router.put("/hold")
    def turn() -> dict[str, Any]:
        event = router.current_event.raw_event
        require_group(event, *_GROUPS)
        request = HoldRequest.model_validate_json(body_of(router))
        present = holds.current()
        following = turned(present, on=request.on, why=request.why, by=staff_id(event), now=clock())
        if following is not None:
            holds.turn(following, correlation_id_of(router))
            count("HoldsTurnedOn" if following.on else "HoldsTurnedOff")
            logger.info("hold turned", on=following.on, version=following.version, by=following.by)
        return _document(following or present, holds)


def _document(hold: Hold, held_back: HeldBack) -> dict[str, Any]:
    """`held`: the keys of the announcements that wait for its end, at most a hundred."""
    held = [due.key for due, _ in islice(held_back.held(), _HELD)]
    return {**hold.model_dump(mode="json"), "held": held}
