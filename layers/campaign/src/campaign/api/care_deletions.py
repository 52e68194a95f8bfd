"""What a person asks to have deleted goes at once; for the group `lead`."""

from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import require_group, staff_id
from campaign.api.care_desk import LEAD, CareDesk
from campaign.api.care_documents import case_document
from campaign.care.case import CaseStatus
from campaign.care.moves import words_deleted
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger


def care_deletion_routes(desk: CareDesk) -> Router:
    """`DELETE /care/cases/{id}/words` and `DELETE /care/cases/{id}`."""
    router = Router()

    def caller() -> str:
        require_group(router.current_event.raw_event, LEAD)
        return staff_id(router.current_event.raw_event)

    @router.delete("/care/cases/<case_id>/words")
    def delete_words(case_id: str) -> dict[str, Any]:
        """All that was said and noted. The case stays, and says that it was done: before it is."""
        by, now = caller(), desk.clock()
        request_id = desk.request_id(router.current_event.raw_event)
        case = desk.cases.save(words_deleted(desk.case(case_id), by, now), request_id)
        desk.cases.forget_words(case.id)
        count("CareWordsDeleted")
        logger.info("words of a case were deleted", case=case.id, by=by)
        return case_document(case, by, now)

    @router.delete("/care/cases/<case_id>")
    def delete_case(case_id: str) -> dict[str, Any]:
        """The case itself with its history and all words, once it is closed."""
        by, case = caller(), desk.case(case_id)
        if case.status is not CaseStatus.CLOSED:
            raise ConflictError(
                f"case {case.id}", "it is not closed", "close it first; its words may be deleted now"
            )
        desk.cases.forget(case)
        count("CasesForgotten")
        logger.info("case forgotten", case=case.id, by=by)
        return {"deleted": case.id}

    return router
