"""What search engines read of sessions and texts: schema.org's words, as JSON-LD in a block of data.

Only what the campaign knows: in which language a session is spoken is not stored, so it is not said.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from campaign.hub.assets import asset_url
from campaign.hub.calendar import description_of
from campaign.hub.plain_text import harmless
from campaign.hub.published import content_of, seen_since
from campaign.hub.texts import TEXTS
from campaign.publications.about import AboutToolkit
from campaign.publications.kind import Kind, Language
from campaign.publications.publication import Publication
from campaign.sessions.session import Session, SessionStatus

Thing = Mapping[str, Any]

_SCHEMA = "https://schema.org/"
_LINE = 200


def linked(*things: Thing) -> Thing:
    """Things as one document, for Jinja's `tojson`, which escapes what could end its element."""
    return {"@context": _SCHEMA.rstrip("/"), "@graph": list(things)}


def organization_data(hub_url: str, language: Language) -> Thing:
    return {
        "@type": "Organization",
        "@id": f"{hub_url}/#organization",
        "name": TEXTS[language]["campaign"],
        "url": f"{hub_url}/{language}/index.html",
        "logo": f"{hub_url}{asset_url('mark.svg')}",
    }


def events_data(sessions: Sequence[Session], hub_url: str, language: Language) -> list[Thing]:
    return [event_data(session, hub_url, language) for session in sessions]


def event_data(session: Session, hub_url: str, language: Language) -> Thing:
    """https://schema.org/Event. A postponed one keeps the date where it last stood, as search engines ask."""
    zone = ZoneInfo(session.zone)
    moved = session.status is SessionStatus.SCHEDULED and session.previous_starts_at is not None
    event: dict[str, Any] = {
        "@type": "Event",
        "url": f"{hub_url}/{language}/sessions/{session.id}/index.html",
        "name": harmless(getattr(session.title, language), _LINE),
        "description": "\n".join(description_of(session, hub_url, language)),
        "startDate": session.starts_at.astimezone(zone).isoformat(),
        "endDate": session.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"{_SCHEMA}{_status(session, moved=moved)}",
        "eventAttendanceMode": f"{_SCHEMA}OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": session.link},
        "performer": {"@type": "Person", "name": harmless(session.advocate, _LINE)},
        "organizer": {"@id": f"{hub_url}/#organization"},
        "image": f"{hub_url}{card_url(language)}",
        "isAccessibleForFree": True,
    }
    if moved and session.previous_starts_at:
        event["previousStartDate"] = session.previous_starts_at.astimezone(zone).isoformat()
    return event


def article_data(publication: Publication, page_url: str, hub_url: str, language: Language) -> Thing:
    """https://schema.org/Article, of one that is shown in that language; `page_url` is absolute."""
    content, since = content_of(publication), seen_since(publication)
    half = content.texts[language]
    article: dict[str, Any] = {
        "@type": "Article",
        "@id": page_url,
        "headline": half.title,
        "description": half.summary,
        "inLanguage": language,
        "datePublished": min(publication.public_since or since, since).isoformat(),
        "dateModified": since.isoformat(),
        "author": {"@id": f"{hub_url}/#organization"},
        "publisher": {"@id": f"{hub_url}/#organization"},
        "mainEntityOfPage": page_url,
        "image": f"{hub_url}{card_url(language)}",
        "isAccessibleForFree": True,
    }
    if isinstance(content.about, AboutToolkit):
        article["version"] = content.about.version
        article["contributor"] = [
            {"@type": "Person", "name": expert.name[language], "jobTitle": expert.role[language]}
            for expert in content.about.experts
        ]
    if content.about.draft:
        article["creativeWorkStatus"] = "Draft"
    return article


def has_article(kind: Kind) -> bool:
    return kind in (Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL)


def card_url(language: Language) -> str:
    """The picture beside a link to the site, 1200 by 630 pixels. No page loads it."""
    return asset_url(f"card-{language}.png")


def _status(session: Session, *, moved: bool) -> str:
    if session.status is SessionStatus.CANCELLED:
        return "EventCancelled"
    if session.status is SessionStatus.POSTPONED:
        return "EventPostponed"
    return "EventRescheduled" if moved else "EventScheduled"
