"""Links that put one session into a calendar on the web, and all of them into one on a device.

Google's and Outlook's forms carry everything in the address and are followed by whoever chooses them; the
hub itself asks neither for anything. Their forms are described at
github.com/InteractionDesignFoundation/add-event-to-calendar-docs.
What such a link put into a calendar stays where it is when the session moves, so the page also offers the one
calendar that follows.
"""

from datetime import UTC, datetime
from urllib.parse import urlencode

from campaign.hub.plain_text import harmless
from campaign.publications.kind import Language
from campaign.sessions.session import Session

_LINE = 200


def google_link(session: Session, language: Language) -> str:
    times = f"{_compact(session.starts_at)}/{_compact(session.ends_at)}"
    fields = {
        "action": "TEMPLATE",
        "text": harmless(getattr(session.title, language), _LINE),
        "dates": times,
        "ctz": session.zone,
        "details": _details(session),
        "location": session.link,
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(fields)}"


def outlook_link(session: Session, language: Language) -> str:
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": harmless(getattr(session.title, language), _LINE),
        "startdt": f"{session.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{session.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": _details(session),
        "location": session.link,
    }
    return f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(fields)}"


def webcal_link(hub_url: str, language: Language) -> str:
    """By which a device subscribes: it reads the file again and again, and what moves moves there too."""
    return f"webcal://{hub_url.partition('://')[2]}/{language}/sessions.ics"


def _compact(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _details(session: Session) -> str:
    return f"{harmless(session.advocate, _LINE)}\n{session.link}"
