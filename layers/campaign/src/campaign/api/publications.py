"""Publications, for those who review them and those who answer for what is public."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.api.access import person, require_group
from campaign.api.publication_documents import document_of, revision_document, summary_of
from campaign.api.session_documents import body_of, correlation_id_of
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.kernel.observability import count, logger
from campaign.publications import moves
from campaign.publications.compare import compare
from campaign.publications.fields import Both, Line, Paragraph
from campaign.publications.kind import Kind, Language
from campaign.publications.person import Person
from campaign.publications.publication import Publication, Revision
from campaign.publications.showing import Limits
from campaign.publications.storage import Publications

_READERS = ("reviewer", "publisher")
Number = Annotated[int, Field(ge=1)]


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Approve(_Command):
    revision: Number
    language: Language


class Show(_Command):
    revision: Number


class Recall(_Command):
    """`why` is read by everybody who was told of the revision."""

    revision: Number
    why: Both


class Override(_Command):
    revision: Number
    rule: Line
    why: Paragraph


class Retime(_Command):
    """Null: it has no such time."""

    revision: Number
    opens_at: AwareDatetime | None
    closes_at: AwareDatetime | None


class Verify(_Command):
    verified_on: date


@dataclass(frozen=True)
class Desk:
    """One publication, read and written for one request."""

    router: Router
    publications: Publications
    limits: Limits
    clock: Clock

    def allow(self, *groups: str) -> Person:
        event = self.router.current_event.raw_event
        require_group(event, *groups)
        return person(event)

    def get(self, kind: str, publication_id: str) -> Publication:
        return self.publications.get(kind_named(kind), publication_id)

    def keep(
        self,
        present: Publication,
        following: Publication | None,
        what: str,
        revision: Revision | None = None,
    ) -> dict[str, Any]:
        """Write what a move made, and answer how it stands; a move that changed nothing writes nothing."""
        if following is not None:
            self.publications.keep(following, correlation_id_of(self.router), revision)
            count(f"Publications{what.title().replace(' ', '')}")
            logger.info(f"publication {what}", publication=following.subject, version=following.version)
        return self.document(following or present)

    def document(self, publication: Publication) -> dict[str, Any]:
        return document_of(publication, self.clock(), self.limits)


def kind_named(word: str) -> Kind:
    """Raises NotFoundError for what is no kind of publication."""
    try:
        return Kind(word)
    except ValueError as error:
        kinds = ", ".join(Kind)
        raise NotFoundError("kind", "there is none of that name", f"choose one of {kinds}") from error


def publication_routes(publications: Publications, limits: Limits, clock: Clock) -> Router:
    """`GET /publications?kind=` (without one: of every kind), `GET /publications/{kind}/{id}`,
    `…/revisions/{n}`, `…/compare?from=&to=` for the groups `reviewer` and `publisher`; `POST …/approvals` for
    `reviewer`; `POST …/live`, `…/recalls`, `…/times`, `…/overrides` and `DELETE` for `publisher`;
    `POST /organisations/{id}/verifications` for both."""
    router = Router()
    desk = Desk(router, publications, limits, clock)
    one = "/publications/<kind>/<publication_id>"

    @router.get("/publications")
    def show_all() -> dict[str, Any]:
        desk.allow(*_READERS)
        named = router.current_event.get_query_string_value("kind", "")
        kinds, now = [kind_named(named)] if named else list(Kind), clock()
        found = (each for kind in kinds for each in publications.all_of(kind))
        return {"publications": [summary_of(each, now, limits) for each in found]}

    @router.get(one)
    def show(kind: str, publication_id: str) -> dict[str, Any]:
        desk.allow(*_READERS)
        return desk.document(desk.get(kind, publication_id))

    @router.get(f"{one}/revisions/<number>")
    def show_revision(kind: str, publication_id: str, number: str) -> dict[str, Any]:
        desk.allow(*_READERS)
        revision = publications.revision(kind_named(kind), publication_id, _number(number))
        return revision_document(revision)

    @router.get(f"{one}/compare")
    def show_difference(kind: str, publication_id: str) -> dict[str, Any]:
        desk.allow(*_READERS)
        before, after = (
            _number(router.current_event.get_query_string_value(name, "") or "") for name in ("from", "to")
        )
        old, new = (
            publications.revision(kind_named(kind), publication_id, number).content
            for number in (before, after)
        )
        return {"from": before, "to": after, "diff": compare(old, new, (f"r{before}", f"r{after}"))}

    @router.post(f"{one}/approvals")
    def approve(kind: str, publication_id: str) -> dict[str, Any]:
        reviewer = desk.allow("reviewer")
        command = Approve.model_validate_json(body_of(router))
        present = desk.get(kind, publication_id)
        revision = publications.revision(present.kind, publication_id, command.revision)
        following = moves.approve(present, revision, command.language, reviewer, clock())
        return desk.keep(present, following, "approved")

    @router.post(f"{one}/live")
    def choose_live(kind: str, publication_id: str) -> dict[str, Any]:
        desk.allow("publisher")
        command = Show.model_validate_json(body_of(router))
        present = desk.get(kind, publication_id)
        revision = publications.revision(present.kind, publication_id, command.revision)
        return desk.keep(present, moves.roll_back(present, revision, clock()), "rolled back")

    @router.post(f"{one}/recalls")
    def recall(kind: str, publication_id: str) -> dict[str, Any]:
        publisher = desk.allow("publisher")
        command = Recall.model_validate_json(body_of(router))
        present = desk.get(kind, publication_id)
        following = moves.recall(present, command.revision, command.why, publisher, clock())
        return desk.keep(present, following, "recalled")

    @router.post(f"{one}/times")
    def retime(kind: str, publication_id: str) -> tuple[dict[str, Any], int]:
        publisher = desk.allow("publisher")
        command = Retime.model_validate_json(body_of(router))
        present = desk.get(kind, publication_id)
        revision = publications.revision(present.kind, publication_id, command.revision)
        made = moves.retime(present, revision, command.opens_at, command.closes_at, publisher, clock())
        following, retimed = made or (None, None)
        return desk.keep(present, following, "retimed", retimed), HTTPStatus.CREATED

    @router.post(f"{one}/overrides")
    def override(kind: str, publication_id: str) -> dict[str, Any]:
        publisher = desk.allow("publisher")
        command = Override.model_validate_json(body_of(router))
        present = desk.get(kind, publication_id)
        revision = publications.revision(present.kind, publication_id, command.revision)
        following = moves.override(present, revision, command.rule, command.why, publisher, clock())
        return desk.keep(present, following, "overridden")

    @router.delete(one)
    def withdraw(kind: str, publication_id: str) -> dict[str, Any]:
        desk.allow("publisher")
        present = desk.get(kind, publication_id)
        return desk.keep(present, moves.withdraw(present, clock()), "withdrawn")

    @router.post("/organisations/<publication_id>/verifications")
    def verify(publication_id: str) -> tuple[dict[str, Any], int]:
        staff = desk.allow(*_READERS)
        command = Verify.model_validate_json(body_of(router))
        present = desk.get(Kind.ORGANISATION, publication_id)
        following = moves.verify(present, command.verified_on, staff, clock())
        return desk.keep(present, following, "verified"), HTTPStatus.CREATED

    return router


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0:
        return int(text)
    raise PermanentError("revision", "it is no number", "name a revision as the publication lists them")
