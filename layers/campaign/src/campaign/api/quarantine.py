"""The quarantine, for the operators who look after it: what was set aside and why, and sending it again once
the reason is gone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Protocol

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.api.access import require_group, staff_id
from campaign.api.session_documents import body_of
from campaign.kernel.errors import ConflictError, NotFoundError
from campaign.kernel.observability import count, logger
from campaign.kernel.quarantine import QuarantineEntry
from campaign.kernel.shape import shape_of

_SHOWN = 100
_COUNTED = 1000
MOST = 50
"""Entries that one request sends again."""
LATER = 30
"""Seconds after which a message that is sent again comes to its receiver: longer than this request can take.
So its entry is deleted before it can be set aside anew, which would find the entry there and keep none."""
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Entries(Protocol):
    """Implemented by `campaign.aws.quarantine.TableQuarantine`."""

    def entries(self) -> Iterator[QuarantineEntry]:
        """Newest first."""
        ...

    def find(self, source: str, key: str) -> QuarantineEntry | None: ...

    def forget(self, entry: QuarantineEntry) -> None: ...


class Queue(Protocol):
    """Implemented by `campaign.aws.queue.Queue`."""

    def send(self, body: str, *, after: int = 0) -> None: ...


class Redrive(BaseModel):
    """`keys`: null for the newest of this source, as many as one request takes · `dry_run`: what would be
    sent, and nothing is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    keys: Annotated[tuple[Key, ...], Field(min_length=1, max_length=MOST)] | None
    dry_run: bool


def quarantine_routes(quarantine: Entries, queues: Mapping[str, Queue]) -> Router:
    """`GET /quarantine`, `GET /quarantine/{source}/{key}`, `POST /quarantine/redrive`, for the group
    `operator`. No body is ever answered: it may be personal.

    `queues`: where messages of a source came from, and can be sent to again.
    """
    router = Router()

    def operator() -> str:
        require_group(router.current_event.raw_event, "operator")
        return staff_id(router.current_event.raw_event)

    @router.get("/quarantine")
    def list_entries() -> dict[str, Any]:
        """How many of each source, of the newest thousand; and the newest hundred."""
        operator()
        found = list(islice(quarantine.entries(), _COUNTED))
        by_source = Counter(entry.source for entry in found)
        return {
            "sources": [
                {"source": source, "entries": number, "redrivable": source in queues}
                for source, number in sorted(by_source.items())
            ],
            "entries": [_listed(entry) for entry in found[:_SHOWN]],
        }

    @router.get("/quarantine/<source>/<key>")
    def show_entry(source: str, key: str) -> dict[str, Any]:
        operator()
        entry = _entry(quarantine, source, key)
        return {
            **_listed(entry),
            "size": len(entry.body.encode()),
            "shape": shape_of(entry.body),
            "redrivable": source in queues,
        }

    @router.post("/quarantine/redrive")
    def redrive() -> dict[str, Any]:
        by = operator()
        request = Redrive.model_validate_json(body_of(router))
        if request.source not in queues:
            raise ConflictError(
                f"source {request.source}",
                "its messages come from no queue of ours",
                "have them sent again by whoever sent them",
            )
        chosen, more = _chosen(quarantine, request)
        if not request.dry_run:
            for entry in chosen:
                queues[request.source].send(entry.body, after=LATER)
                quarantine.forget(entry)
                count("QuarantineRedriven")
                logger.info("message sent again", source=entry.source, key=entry.key, by=by)
        return {
            "source": request.source,
            "dry_run": request.dry_run,
            "entries": [_listed(entry) for entry in chosen],
            "more": more,
            "after_seconds": LATER,
        }

    return router


def _chosen(quarantine: Entries, request: Redrive) -> tuple[list[QuarantineEntry], bool]:
    """What is to be sent, and whether there is more of the same source."""
    if request.keys is not None:
        return [_entry(quarantine, request.source, key) for key in dict.fromkeys(request.keys)], False
    of_source = (entry for entry in quarantine.entries() if entry.source == request.source)
    found = list(islice(of_source, MOST + 1))
    return found[:MOST], len(found) > MOST


def _entry(quarantine: Entries, source: str, key: str) -> QuarantineEntry:
    if (found := quarantine.find(source, key)) is None:
        raise NotFoundError(
            "this entry", "there is none", "list those that there are; it may have been sent again or expired"
        )
    return found


def _listed(entry: QuarantineEntry) -> dict[str, Any]:
    return entry.model_dump(mode="json", exclude={"body"})
