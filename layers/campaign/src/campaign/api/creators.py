"""The lists of creators who are trusted or blocked, in the staff API; for the group `moderator`."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from campaign.api.access import require_group, staff_id
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError
from campaign.videos.standing import (
    CreatorId,
    CreatorStanding,
    Standing,
    Standings,
    StoredStanding,
    creator_id,
)


class StandingRequest(BaseModel):
    """`expected_version`: the version of the standing that the moderator saw, 0 when there was none."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    standing: Standing
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    expected_version: Annotated[int, Field(ge=0)]


def creator_routes(standings: Standings, clock: Clock) -> Router:
    """`GET /creators?standing=` and `PUT /creators/{id}/standing`; an id is `platform:@handle` or
    `platform:open_id`, as `GET /videos/{key}` names them in `creators`.

    Whoever is blocked loses every video at once; whoever is trusted needs no review where the policy says so.
    """
    router = Router()

    @router.get("/creators")
    def one_list() -> dict[str, Any]:
        require_group(router.current_event.raw_event, "moderator")
        standing = router.current_event.get_query_string_value("standing", "")
        match standing:
            case "trusted" | "blocked":
                return {"creators": [_view(stored) for stored in standings.all_of(standing)]}
            case _:
                raise PermanentError("standing", "there are two lists", "ask for trusted or blocked")

    @router.put("/creators/<id>/standing")
    def set_standing(id: str) -> dict[str, Any]:
        event = router.current_event
        require_group(event.raw_event, "moderator")
        request = StandingRequest.model_validate_json(event.decoded_body or "")
        creator = _creator(id)
        stored = standings.get(creator)
        if (stored.version if stored else 0) != request.expected_version:
            raise ConflictError(
                f"creator {creator}", "it has changed since you saw it", "read the list again"
            )
        stands = CreatorStanding(
            id=creator,
            standing=request.standing,
            reason=request.reason,
            by=staff_id(event.raw_event),
            at=clock(),
        )
        return _view(standings.save(stands, stored, event.raw_event["requestContext"]["requestId"]))

    return router


def _creator(text: str) -> CreatorId:
    try:
        return creator_id(text)
    except ValidationError as error:
        raise PermanentError(
            "creator",
            "its id is none",
            "write platform:@handle, such as tiktok:@noor, or platform:open_id",
        ) from error


def _view(stored: StoredStanding) -> dict[str, Any]:
    return {"version": stored.version, **stored.creator.model_dump(mode="json")}
