"""What reviewers do with a case; for the groups `care-reviewer` and `lead`, and giving a case to somebody
for `lead`."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.api.access import require_group, staff_id
from campaign.api.care_desk import GROUPS, LEAD, CareDesk
from campaign.api.care_documents import case_document, shift_document
from campaign.care import moves
from campaign.care.case import Case, Outcome, StaffId
from campaign.care.colleagues import one_of
from campaign.care.exposure import current, needs_a_break, on_a_break
from campaign.care.moves import Moved
from campaign.care.replies import Language, chosen
from campaign.care.stores import Also
from campaign.care.words import Note, note_item
from campaign.kernel.errors import ConflictError
from campaign.kernel.observability import count, logger


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimRequest(_Request):
    """`anyway`: though a break is offered. Nobody is kept from somebody in danger."""

    anyway: bool = False


class AssignRequest(_Request):
    to: StaffId


class HandOverRequest(_Request):
    to: StaffId | None = None


class NoteRequest(_Request):
    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class ContactRequest(_Request):
    template: str
    language: Language


class CloseRequest(_Request):
    """`expected_version`: of the case that the reviewer saw; what was said since must be seen first."""

    outcome: Outcome
    expected_version: Annotated[int, Field(ge=1)]


def care_move_routes(desk: CareDesk) -> Router:
    """`POST /care/cases/{id}/…`: claim, renew, release, assign, note, contact, escalate, hand-over, close;
    and `POST /care/break`. Each answers the case as it is then, without words."""
    router = Router()

    def caller(*groups: str) -> str:
        require_group(router.current_event.raw_event, *(groups or GROUPS))
        return staff_id(router.current_event.raw_event)

    def body() -> str:
        return router.current_event.decoded_body or "{}"

    def save(moved: Moved, by: str, *also: Also) -> Case:
        case = desk.cases.save(moved, desk.request_id(router.current_event.raw_event), *also)
        logger.info("case moved", case=case.id, tier=case.tier, what=moved.entry.what, by=by)
        return case

    def simple(case_id: str, move: Callable[[Case, str, datetime], Moved]) -> dict[str, Any]:
        by, now = caller(), desk.clock()
        return case_document(save(move(desk.case(case_id), by, now), by), by, now)

    @router.post("/care/cases/<case_id>/claim")
    def claim(case_id: str) -> dict[str, Any]:
        by, now = caller(), desk.clock()
        request = ClaimRequest.model_validate_json(body())
        shift = current(desk.shifts.get(by), by, now)
        if needs_a_break(shift, desk.budget) and not request.anyway:
            raise ConflictError(
                "your shift",
                "you have read enough for now",
                'take a break: POST /care/break; or say "anyway"',
            )
        return case_document(save(moves.claim(desk.case(case_id), by, now, desk.targets), by), by, now)

    @router.post("/care/cases/<case_id>/renew")
    def renew(case_id: str) -> dict[str, Any]:
        return simple(case_id, lambda case, by, now: moves.renew(case, by, now, desk.targets))

    @router.post("/care/cases/<case_id>/release")
    def release(case_id: str) -> dict[str, Any]:
        return simple(case_id, moves.release)

    @router.post("/care/cases/<case_id>/escalate")
    def escalate(case_id: str) -> dict[str, Any]:
        """A lead is paged within a minute."""
        return simple(case_id, moves.escalate)

    @router.post("/care/cases/<case_id>/assign")
    def assign(case_id: str) -> dict[str, Any]:
        by, now = caller(LEAD), desk.clock()
        request = AssignRequest.model_validate_json(body())
        case, to = desk.case(case_id), one_of(desk.colleagues, request.to)
        return case_document(save(moves.assign(case, to, by, now), by), by, now)

    @router.post("/care/cases/<case_id>/hand-over")
    def hand_over(case_id: str) -> dict[str, Any]:
        by, now = caller(), desk.clock()
        request = HandOverRequest.model_validate_json(body())
        case, to = desk.case(case_id), request.to and one_of(desk.colleagues, request.to)
        return case_document(save(moves.hand_over(case, by, now, to), by), by, now)

    @router.post("/care/cases/<case_id>/note")
    def note(case_id: str) -> dict[str, Any]:
        """Sealed as the story is, and read as it is: with the case's words, on record."""
        by, now = caller(), desk.clock()
        request = NoteRequest.model_validate_json(body())
        moved = moves.note(desk.case(case_id), by, now, desk.targets)
        written = Note(
            version=moved.entry.version, at=now, by=by, sealed=desk.seal.seal(request.note, moved.case.id)
        )
        request_id = desk.request_id(router.current_event.raw_event)
        also = note_item(moved.case.id, written, desk.kept, request_id), None
        return case_document(save(moved, by, also), by, now)

    @router.post("/care/cases/<case_id>/contact")
    def contact(case_id: str) -> dict[str, Any]:
        """Says that an approved reply was sent, and answers its `reply`."""
        by, now = caller(), desk.clock()
        request = ContactRequest.model_validate_json(body())
        reply = chosen(desk.replies, request.template, request.language)
        template = reply.template(request.language)
        moved = moves.contact_made(desk.case(case_id), by, template, now, desk.targets)
        return {**case_document(save(moved, by), by, now), "reply": reply.text[request.language]}

    @router.post("/care/cases/<case_id>/close")
    def close(case_id: str) -> dict[str, Any]:
        by, now = caller(), desk.clock()
        request = CloseRequest.model_validate_json(body())
        case = desk.case(case_id)
        if case.version != request.expected_version:
            raise ConflictError(
                f"case {case.id}", "it has changed since you saw it", "look again, then decide"
            )
        closed = save(moves.close(case, by, request.outcome, now), by)
        count("CasesClosed")
        return case_document(closed, by, now)

    @router.post("/care/break")
    def take_a_break() -> dict[str, Any]:
        """Hands over every case that you are at, and begins a break; after it your count begins anew."""
        by, now = caller(), desk.clock()
        handed = [
            save(moves.hand_over(case, by, now), by).id
            for case in desk.cases.of_reviewer(by)
            if case.held_by(now) == by
        ]
        shift = on_a_break(current(desk.shifts.get(by), by, now), now)
        desk.shifts.save(shift)
        return {"handed_over": handed, "exposure": shift_document(shift, desk.budget)}

    return router
