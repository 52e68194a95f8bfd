"""The care queue, a case, its words, and a reviewer's own exposure; for the groups `care-reviewer` and
`lead`."""

from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.access import ForbiddenError, is_in, require_group, staff_id
from campaign.api.care_desk import GROUPS, LEAD, CareDesk
from campaign.api.care_documents import case_document, history_document, shift_document
from campaign.care.case import Case
from campaign.care.exposure import after_reading, current, shift_item
from campaign.care.moves import read
from campaign.care.replies import LANGUAGES
from campaign.kernel.observability import count, logger

_MOST = 100


def care_queue_routes(desk: CareDesk) -> Router:
    """`GET /care/cases`, `/care/cases/{id}`, `/care/cases/{id}/text`, `/care/replies`, `/care/colleagues` and
    `/care/exposure`."""
    router = Router()

    def caller() -> str:
        require_group(router.current_event.raw_event, *GROUPS)
        return staff_id(router.current_event.raw_event)

    @router.get("/care/cases")
    def queue() -> dict[str, Any]:
        """The most urgent tier first, within it what is due first; at most a hundred. No words: they are
        asked for case by case. At your budget `exposure` offers a break."""
        reviewer, now = caller(), desk.clock()
        shift = current(desk.shifts.get(reviewer), reviewer, now)
        cases = [case_document(case, reviewer, now) for case in desk.cases.waiting(_MOST)]
        return {"cases": cases, "exposure": shift_document(shift, desk.budget)}

    @router.get("/care/cases/<case_id>")
    def one_case(case_id: str) -> dict[str, Any]:
        reviewer, case = caller(), desk.case(case_id)
        return {
            **case_document(case, reviewer, desk.clock()),
            "history": history_document(desk.cases.history(case.id)),
        }

    @router.get("/care/cases/<case_id>/text")
    def words(case_id: str) -> dict[str, Any]:
        """For whoever is at the case, and for leads. That they read it is on record, and counted for
        themselves, before they see a word. `text` is null when it is not kept, or no longer."""
        reviewer, now, event = caller(), desk.clock(), router.current_event.raw_event
        case = desk.case(case_id)
        if case.held_by(now) != reviewer and not is_in(event, LEAD):
            raise ForbiddenError(f"case {case.id}", "its words are for whoever is at it", "claim it first")
        shift = current(desk.shifts.get(reviewer), reviewer, now)
        counted = after_reading(shift, case.tier, now)
        also = shift_item(counted), shift.version or None
        saved = desk.cases.save(read(case, reviewer, now), desk.request_id(event), also)
        count("CareTextsRead")
        logger.info("words of a case were read", case=case.id, tier=case.tier, by=reviewer)
        said = desk.texts.of(case, now)
        return {
            "id": saved.id,
            "version": saved.version,
            "text": said.text if said else None,
            "contact": said.contact if said else None,
            "notes": _notes(desk, case),
            "exposure": shift_document(counted, desk.budget),
        }

    @router.get("/care/replies")
    def approved_replies() -> dict[str, Any]:
        """By language and name; none that is not approved, or no longer."""
        caller()
        replies = list(desk.replies.all())
        return {
            language: {
                each.id: {
                    "when": each.when[language],
                    "text": each.text[language],
                    "revision": each.revision,
                }
                for each in replies
                if language in each.text
            }
            for language in LANGUAGES
        }

    @router.get("/care/colleagues")
    def colleagues() -> dict[str, Any]:
        """Whom a case can be given to, you among them."""
        caller()
        return {"colleagues": [each._asdict() for each in desk.colleagues.all()]}

    @router.get("/care/exposure")
    def exposure() -> dict[str, Any]:
        """Your own, and nobody else's."""
        reviewer = caller()
        return shift_document(current(desk.shifts.get(reviewer), reviewer, desk.clock()), desk.budget)

    return router


def _notes(desk: CareDesk, case: Case) -> list[dict[str, Any]]:
    return [
        {"at": note.at.isoformat(), "by": note.by, "note": desk.seal.open(note.sealed, case.id)}
        for note in desk.cases.notes(case.id, desk.clock())
    ]
