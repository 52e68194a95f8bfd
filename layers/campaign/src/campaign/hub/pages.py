"""Every file of the hub, rendered from its state."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from campaign.hub.assets import ASSETS, asset_url
from campaign.hub.calendar import calendar_of
from campaign.hub.calendar_links import google_link, outlook_link, webcal_link
from campaign.hub.dates import date_in, time_in, zone_name
from campaign.hub.numbers import counted
from campaign.hub.plain_text import harmless, harmless_lines
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.hub.texts import TEXTS
from campaign.hub.video_links import video_link
from campaign.publications.kind import LANGUAGES, Language
from campaign.publications.markdown import to_html
from campaign.sessions.session import Session

# Short: nothing tells the CDN of a change.
_BRIEFLY = "public, max-age=15"
_HTML = "text/html; charset=utf-8"
_CALENDAR = "text/calendar; charset=utf-8"

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_templates.filters |= {"harmless": harmless, "harmless_lines": harmless_lines}
_templates.globals |= {
    "all_texts": TEXTS,
    "asset": asset_url,
    "counted": counted,
    "date_in": date_in,
    "google_link": google_link,
    "languages": LANGUAGES,
    "outlook_link": outlook_link,
    "time_in": time_in,
    "video_link": video_link,
    "webcal_link": webcal_link,
    "zone_name": zone_name,
}


def render_site(state: HubState, hub_url: str, subscribe_url: str = "") -> Iterator[SiteFile]:
    """In the order of writing: a page comes after everything that it links to.

    `hub_url` is the site's public address without a slash at its end; `subscribe_url` leads to the page where
    people ask to be told, and is left out when empty.
    """
    yield from ASSETS.values()
    yield from _calendars(state, hub_url)
    for toolkit in state.toolkits:
        for language in LANGUAGES:
            text = toolkit.content.texts[language]
            yield _page(
                "toolkit.html",
                language,
                f"toolkits/{toolkit.id}/index.html",
                hub_url,
                toolkit=toolkit,
                text=text,
                body=Markup(to_html(text.body)),  # noqa: S704 - the sanitiser's output
            )
    for language in LANGUAGES:
        yield _page("index.html", language, "index.html", hub_url, state=state, subscribe_url=subscribe_url)
    yield _file("index.html", "choose.html", hub_url=hub_url)
    yield _file("404.html", "not_found.html", hub_url=hub_url)


def _calendars(state: HubState, hub_url: str) -> Iterator[SiteFile]:
    def calendar(path: str, sessions: Sequence[Session], *languages: Language) -> SiteFile:
        return SiteFile(path, calendar_of(sessions, hub_url, *languages), _CALENDAR, _BRIEFLY)

    yield calendar("sessions.ics", state.sessions, "en", "ar")
    for language in LANGUAGES:
        yield calendar(f"{language}/sessions.ics", state.sessions, language)
        for session in state.sessions:
            yield calendar(f"{language}/sessions/{session.id}.ics", [session], language)


def _page(template: str, language: Language, name: str, hub_url: str, **content: Any) -> SiteFile:
    """A page that exists in both languages under the same name."""
    return _file(
        f"{language}/{name}",
        template,
        language=language,
        texts=TEXTS[language],
        name=name,
        hub_url=hub_url,
        **content,
    )


def _file(path: str, template: str, **content: Any) -> SiteFile:
    body = _templates.get_template(template).render(**content)
    return SiteFile(path, body.encode(), _HTML, _BRIEFLY)
