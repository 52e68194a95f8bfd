"""A reply that worried somebody of the staff becomes a care case; for the groups `moderator`, `care-reviewer`
and `lead`."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict

from campaign.api.access import require_group, staff_id
from campaign.api.care_desk import GROUPS, CareDesk
from campaign.care.reported import Author, Link, Reply, Reporting, Text
from campaign.videos.intake import Platform, VideoId

MODERATOR = "moderator"


class ReportRequest(BaseModel):
    """`author`: the public name of whoever wrote it · `link`: where it stands, if it has an address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    platform: Platform
    video: VideoId
    author: Author
    text: Text
    link: Link | None = None

    @property
    def reply(self) -> Reply:
        return Reply(self.platform, self.video, self.author, self.text, self.link)


def care_report_routes(reporting: Reporting) -> Router:
    """`POST /care/reports`. Whoever reports is told which case it is, and nothing of it."""
    router = Router()

    @router.post("/care/reports")
    def report() -> tuple[dict[str, Any], HTTPStatus]:
        event = router.current_event
        require_group(event.raw_event, MODERATOR, *GROUPS)
        request = ReportRequest.model_validate_json(event.decoded_body or "{}")
        taken = reporting.take(request.reply, staff_id(event.raw_event), CareDesk.request_id(event.raw_event))
        status = HTTPStatus.CREATED if taken.new else HTTPStatus.OK
        return {"case": taken.case.id, "new": taken.new}, status

    return router
