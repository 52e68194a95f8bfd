"""Every file of the hub, rendered from its state."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from campaign.hub.assets import ASSETS
from campaign.hub.calendar import calendar_of
from campaign.hub.faces import pages_of
from campaign.hub.help_pages import help_files
from campaign.hub.published import WITH_PAGES
from campaign.hub.rendering import BRIEFLY, Around, file, page
from campaign.hub.session_pages import session_pages
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES, Language
from campaign.sessions.session import Session

_SESSIONS, _VIDEOS = 3, 6
"""What the first page has room for; all others are one step away."""
_CALENDAR = "text/calendar; charset=utf-8"
_MAY_GO = re.compile(rf"(({'|'.join(LANGUAGES)})/({'|'.join(kind.folder for kind in WITH_PAGES)})|files)/.+")


def render_site(state: HubState, hub_url: str, subscribe_url: str = "") -> Iterator[SiteFile]:
    """In the order of writing: a page comes after everything that it links to.

    `hub_url` is the site's public address without a slash at its end; `subscribe_url` leads to the page where
    people ask to be told, and is left out when empty.
    """
    around = Around(hub_url, state.published)
    yield from ASSETS.values()
    yield from _calendars(state, hub_url)
    yield from help_files(state.published)
    yield from session_pages(state, around, subscribe_url)
    yield from pages_of(around)
    for language in LANGUAGES:
        fields = {"shown": state.next_up[:_SESSIONS], "videos": state.videos[:_VIDEOS]}
        yield page("index.html", language, "index.html", around, **fields, state=state, subscribe_url=subscribe_url)
    yield file("index.html", "choose.html", hub_url=hub_url)
    yield file("404.html", "not_found.html", hub_url=hub_url)


@cache
def _gone_page() -> bytes:
    return file("", "gone.html").body


def gone(path: str) -> SiteFile | None:
    """What stands in the place of a publication's page or file that is shown no longer; it does not say what
    that was. None for all other paths."""
    if not _MAY_GO.fullmatch(path):
        return None
    return SiteFile(path, _gone_page(), "text/html; charset=utf-8", BRIEFLY)


def _calendars(state: HubState, hub_url: str) -> Iterator[SiteFile]:
    def calendar(path: str, sessions: Sequence[Session], *languages: Language) -> SiteFile:
        return SiteFile(path, calendar_of(sessions, hub_url, *languages), _CALENDAR, BRIEFLY)

    yield calendar("sessions.ics", state.sessions, "en", "ar")
    for language in LANGUAGES:
        yield calendar(f"{language}/sessions.ics", state.sessions, language)
        for session in state.sessions:
            yield calendar(f"{language}/sessions/{session.id}.ics", [session], language)
