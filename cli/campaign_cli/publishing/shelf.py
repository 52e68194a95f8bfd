"""What a deployment has of publications, read through its staff API."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from campaign.publications.content import Content
from campaign.publications.kind import Kind, Language
from campaign.publications.publication import Finding
from campaign_cli.staff_api import StaffApi


class Standing(BaseModel):
    """How a publication stands, as the staff API's lists say."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind
    id: str
    version: int
    latest: int
    latest_hash: str | None
    live: int | None
    published_version: str | None
    approved: Mapping[int, tuple[Language, ...]]
    recalled: tuple[int, ...]
    withdrawn: bool
    shown: bool
    verified_on: str | None
    stale_at: str | None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.id}"


class RevisionThere(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    revision: int
    content: Content
    author: str
    required_languages: tuple[Language, ...]
    findings: tuple[Finding, ...]


class Shelf:
    """Every method raises RefusedError when the API refuses."""

    def __init__(self, api: StaffApi) -> None:
        self.api = api

    def standings(self, kinds: Iterable[Kind]) -> dict[str, Standing]:
        """By name, such as `guide:low-mood`; one call a kind."""
        found: dict[str, Standing] = {}
        for kind in dict.fromkeys(kinds):
            answer = self.api.ask("GET", f"/publications?kind={kind}")
            for each in map(Standing.model_validate, answer["publications"]):
                found[each.name] = each
        return found

    def standing(self, kind: Kind, publication_id: str) -> Standing:
        return Standing.model_validate(self.document(kind, publication_id))

    def document(self, kind: Kind, publication_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.api.ask("GET", _path(kind, publication_id))
        return answer

    def revision(self, kind: Kind, publication_id: str, number: int) -> RevisionThere:
        answer = self.api.ask("GET", f"{_path(kind, publication_id)}/revisions/{number}")
        return RevisionThere.model_validate(answer)

    def compare(self, kind: Kind, publication_id: str, before: int, after: int) -> str:
        answer = self.api.ask("GET", f"{_path(kind, publication_id)}/compare?from={before}&to={after}")
        return str(answer["diff"])

    def approve(self, kind: Kind, publication_id: str, revision: int, language: Language) -> Standing:
        return self._say(kind, publication_id, "approvals", {"revision": revision, "language": language})

    def show(self, kind: Kind, publication_id: str, revision: int) -> Standing:
        return self._say(kind, publication_id, "live", {"revision": revision})

    def recall(self, kind: Kind, publication_id: str, revision: int, why: Mapping[str, str]) -> Standing:
        return self._say(kind, publication_id, "recalls", {"revision": revision, "why": dict(why)})

    def override(self, kind: Kind, publication_id: str, revision: int, rule: str, why: str) -> Standing:
        body = {"revision": revision, "rule": rule, "why": why}
        return self._say(kind, publication_id, "overrides", body)

    def withdraw(self, kind: Kind, publication_id: str) -> Standing:
        return Standing.model_validate(self.api.ask("DELETE", _path(kind, publication_id)))

    def verify(self, publication_id: str, verified_on: str) -> Standing:
        body = json.dumps({"verified_on": verified_on})
        path = f"/organisations/{quote(publication_id)}/verifications"
        return Standing.model_validate(self.api.ask("POST", path, body))

    def _say(self, kind: Kind, publication_id: str, what: str, body: dict[str, Any]) -> Standing:
        answer = self.api.ask("POST", f"{_path(kind, publication_id)}/{what}", json.dumps(body))
        return Standing.model_validate(answer)


def _path(kind: Kind, publication_id: str) -> str:
    return f"/publications/{kind}/{quote(publication_id)}"
