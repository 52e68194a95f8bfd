"""What there is to tell about a subject, read from its present state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.audience.subscriber import Language
from campaign.kernel.errors import NotFoundError
from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import Toolkit, ToolkitId
from campaign.sessions.session import Session
from campaign.sessions.storage import Sessions


@dataclass(frozen=True, slots=True)
class News:
    """`revision` is the one whose announcements are current; those of any other are stale.

    Subscribers of any of `topics` are told. `facts` fills the texts. It leads to `link`, or
    without one to the hub's `page` in the reader's language.
    """

    subject: str
    revision: int
    topics: tuple[str, ...]
    facts: Mapping[Language, Mapping[str, str]]
    starts_at: datetime | None = None
    link: str | None = None
    page: str = "index.html"


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads the present state of every kind of subject that is announced."""

    sessions: Sessions
    toolkits: Toolkits

    def about(self, subject: str) -> News:
        """Raises NotFoundError for what does not exist or is never announced."""
        kind, _, name = subject.partition(":")
        if kind == "session":
            return news_of_session(self.sessions.get(name))
        if kind == "toolkit" and (toolkit := self.toolkits.live(ToolkitId(name))):
            return news_of_toolkit(toolkit)
        raise NotFoundError(
            subject, "there is nothing to announce under this name", "check where it came from"
        )


def news_of_session(session: Session) -> News:
    def facts(title: str) -> dict[str, str]:
        return {
            "title": title,
            "advocate": session.advocate,
            "starts": _readable(session.starts_at, session.zone),
            "previous_starts": _readable(session.previous_starts_at or session.starts_at, session.zone),
            "duration": str(session.duration_minutes),
        }

    return News(
        subject=f"session:{session.id}",
        revision=session.timing_revision,
        topics=("sessions", f"session:{session.id}"),
        facts={"ar": facts(session.title.ar), "en": facts(session.title.en)},
        starts_at=session.starts_at,
        link=session.link,
    )


def news_of_toolkit(toolkit: Toolkit) -> News:
    return News(
        subject=f"toolkit:{toolkit.id}",
        revision=toolkit.revision,
        topics=("toolkits", f"toolkit:{toolkit.id}"),
        facts={
            language: {
                "title": text.title,
                "summary": text.summary,
                "version": text.version,
                "change_note": text.change_note,
            }
            for language, text in toolkit.content.texts.items()
        },
        page=f"toolkits/{toolkit.id}/index.html",
    )


def _readable(moment: datetime, zone: str) -> str:
    """`2026-03-01 21:00 (Asia/Dubai)`: the same in every language, and never in doubt."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
