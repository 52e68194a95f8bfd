"""campaign.json: the campaign for programs. A model, so that its schema is generated like the others."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campaign.figures.tally import Tally
from campaign.hub.feeds import Topic, feed_path, feed_title
from campaign.hub.plain_text import harmless
from campaign.hub.state import HubState
from campaign.hub.texts import TEXTS
from campaign.hub.wall import THEMES, wall_path
from campaign.publications.kind import LANGUAGES, Language
from campaign.sessions.session import Session, SessionStatus

_LINE = 200


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeedAddress(_Part):
    topic: Topic
    language: Language
    title: str
    atom: str
    json_feed: str


class CalendarAddress(_Part):
    """`languages`: each event is told in all of them."""

    languages: tuple[Language, ...]
    url: str


class WallAddress(_Part):
    """A page to be shown in an iframe: docs/embedding.md."""

    language: Language
    theme: Literal["light", "dark", "auto"]
    url: str


class NextSession(_Part):
    """`starts_at` and `ends_at` are UTC, and None while nobody knows them; `zone` is an IANA name."""

    id: str
    revision: int
    status: Literal["scheduled", "postponed", "cancelled"]
    title: dict[Language, str]
    advocate: str
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    zone: str
    link: str
    pages: dict[Language, str]
    updated_at: AwareDatetime


class Help(_Part):
    """Whoever shows anything of the campaign shows this beside it."""

    directory: str
    notes: dict[Language, str]
    pages: dict[Language, str]


class CampaignDocument(_Part):
    """All addresses are absolute. `revision` is a digest of everything else: it changes when that does.
    `schema_version` rises when a reader of the old document would not understand the new one."""

    schema_version: Literal[1] = 1
    name: str
    hashtags: tuple[str, ...] = Field(description="without #")
    languages: tuple[Language, ...] = LANGUAGES
    home: dict[Language, str]
    help: Help
    feeds: tuple[FeedAddress, ...]
    calendars: tuple[CalendarAddress, ...]
    walls: tuple[WallAddress, ...]
    figures: Tally
    next_sessions: tuple[NextSession, ...]
    revision: str = ""


def campaign_document(state: HubState, hub_url: str, hashtags: Sequence[str]) -> CampaignDocument:
    """Of sessions the next twelve with a date, and all that are postponed."""
    everywhere = CalendarAddress(languages=("en", "ar"), url=f"{hub_url}/sessions.ics")
    written = CampaignDocument(
        name=TEXTS["en"]["campaign"],
        hashtags=tuple(hashtags),
        home={each: f"{hub_url}/{each}/index.html" for each in LANGUAGES},
        help=_help(hub_url),
        feeds=tuple(_feed(topic, each, hub_url) for topic in Topic for each in LANGUAGES),
        calendars=(everywhere, *(_calendar(each, hub_url) for each in LANGUAGES)),
        walls=tuple(
            WallAddress(language=each, theme=theme, url=f"{hub_url}/{wall_path(each, theme)}")
            for each in LANGUAGES
            for theme in THEMES
        ),
        figures=state.totals,
        next_sessions=tuple(_next(session, hub_url) for session in state.next_up),
    )
    digest = sha256(written.model_dump_json().encode()).hexdigest()[:16]
    return written.model_copy(update={"revision": digest})


def _feed(topic: Topic, language: Language, hub_url: str) -> FeedAddress:
    atom, json_feed = (f"{hub_url}/{feed_path(topic, language, ending)}" for ending in ("atom", "json"))
    title = feed_title(topic, language)
    return FeedAddress(topic=topic, language=language, title=title, atom=atom, json_feed=json_feed)


def _calendar(language: Language, hub_url: str) -> CalendarAddress:
    return CalendarAddress(languages=(language,), url=f"{hub_url}/{language}/sessions.ics")


def _help(hub_url: str) -> Help:
    return Help(
        directory=f"https://{TEXTS['en']['help']['directory']}/",
        notes={each: TEXTS[each]["help"]["danger"] for each in LANGUAGES},
        pages={each: f"{hub_url}/{each}/organisations/index.html" for each in LANGUAGES},
    )


def _next(session: Session, hub_url: str) -> NextSession:
    dated = session.status is not SessionStatus.POSTPONED
    return NextSession.model_validate(
        {
            "id": session.id,
            "revision": session.revision,
            "status": session.status,
            "title": {each: harmless(getattr(session.title, each), _LINE) for each in LANGUAGES},
            "advocate": harmless(session.advocate, _LINE),
            "starts_at": _utc(session.starts_at) if dated else None,
            "ends_at": _utc(session.ends_at) if dated else None,
            "zone": session.zone,
            "link": session.link,
            "pages": {each: f"{hub_url}/{each}/sessions/{session.id}/index.html" for each in LANGUAGES},
            "updated_at": _utc(session.updated_at),
        }
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
