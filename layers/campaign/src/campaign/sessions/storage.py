"""A session in the state table: HEAD is the present, REV#<n> each revision as it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.sessions.session import Session, SessionStatus

HEAD = "HEAD"
INDEX = "SESSIONS"


class Sessions(Protocol):
    """Where sessions are kept."""

    def get(self, session_id: str) -> Session:
        """Raises NotFoundError."""

    def starting_from(self, moment: datetime) -> Iterable[Session]:
        """In the order in which they start; drafts and cancelled ones too, and behind them all that are
        postponed."""

    def from_place(self, place: str) -> Iterable[Session]:
        """The same from a `place_in_index` on."""

    def add(self, session: Session, correlation_id: str) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is kept."""


def partition(session_id: str) -> str:
    return f"SESSION#{session_id}"


def place_in_index(session: Session) -> str:
    """By start; a postponed session has none and stands behind all that have one, and one that was cancelled
    after its start stands where it was cancelled, so that it is still found for a while."""
    if session.status is SessionStatus.POSTPONED:
        return f"~{iso(session.starts_at)}"
    if session.status is SessionStatus.CANCELLED:
        return iso(max(session.starts_at, session.timed_at))
    return iso(session.starts_at)


def head_of(session: Session, correlation_id: str) -> Item:
    """Only this item carries the change to the bus: two of them would announce everything twice."""
    return Item(
        pk=partition(session.id),
        sk=HEAD,
        version=session.revision,
        data=session.model_dump_json(),
        changed_at=iso(session.updated_at),
        change="session.scheduled" if session.revision == 1 else "session.changed",
        correlation_id=correlation_id,
        gsi1=(INDEX, place_in_index(session)),
    )


def snapshot_of(session: Session) -> Item:
    return Item(
        pk=partition(session.id),
        sk=f"REV#{session.revision:06d}",
        version=session.revision,
        data=session.model_dump_json(),
        changed_at=iso(session.updated_at),
    )


def session_in(item: Item) -> Session:
    return Session.model_validate_json(item.data)
