"""Every file of the hub, rendered from its state."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from campaign.hub.archive_pages import NEWEST
from campaign.hub.assets import ASSETS
from campaign.hub.calendar import calendar_of
from campaign.hub.discovery import plan_discovery
from campaign.hub.faces import pages_of
from campaign.hub.form_pages import PublicApi, form_pages
from campaign.hub.help_pages import help_files
from campaign.hub.plan import CLOCK, FIGURES, HOLD, NOTHING, SESSIONS, VIDEOS, Planned
from campaign.hub.published import WITH_PAGES
from campaign.hub.rendering import BRIEFLY, Around, file, planned
from campaign.hub.session_pages import session_pages
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.sessions.session import Session

_SESSIONS, _VIDEOS = 3, 6
"""What the first page has room for; all others are one step away."""
_ON_THE_FIRST_PAGE = frozenset(
    {VIDEOS, SESSIONS, FIGURES, CLOCK, HOLD, Kind.ACTIVATION, Kind.LAUNCH, Kind.GUIDE, Kind.TOOLKIT}
)
_CALENDAR = "text/calendar; charset=utf-8"
_GOING = "|".join((*(kind.folder for kind in WITH_PAGES), r"videos(?=/[0-9])"))
_MAY_GO = re.compile(rf"(({'|'.join(LANGUAGES)})/({_GOING})|files)/.+")


def plan_site(
    state: HubState, hub_url: str, api: PublicApi, hashtags: Sequence[str] = ()
) -> Iterator[Planned]:
    """All files but the attachments and the archive's pages, in the order of writing: what others link to
    comes before them, the front pages last.

    `hub_url` is the site's public address without a slash at its end; `api` is where its forms post to;
    `hashtags` are the campaign's own.
    """
    around = Around(hub_url, state.published, state.sessions)
    for asset in ASSETS.values():
        yield Planned(asset.path, NOTHING, partial(_itself, asset))
    yield from _calendars(state, hub_url)
    yield from help_files(state.published)
    pages = (*session_pages(state, around), *form_pages(around, api), *pages_of(around))
    yield from pages
    fronts = tuple(_front_pages(state, around))
    found = [*(page.path for page in (*pages, *fronts)), *(f"{language}/{NEWEST}" for language in LANGUAGES)]
    yield from plan_discovery(state, hub_url, hashtags, found)
    yield from fronts
    yield Planned("index.html", NOTHING, partial(file, "index.html", "choose.html", hub_url=hub_url))
    yield Planned("404.html", NOTHING, partial(file, "404.html", "not_found.html", hub_url=hub_url))


def _front_pages(state: HubState, around: Around) -> Iterator[Planned]:
    for language in LANGUAGES:
        yield planned(
            _ON_THE_FIRST_PAGE,
            "index.html",
            language,
            "index.html",
            around,
            shown=state.next_up[:_SESSIONS],
            videos=state.videos[:_VIDEOS],
            state=state,
        )


def _itself(asset: SiteFile) -> SiteFile:
    return asset


@cache
def _gone_page() -> bytes:
    return file("", "gone.html").body


def gone(path: str) -> SiteFile | None:
    """What stands in the place of a publication's page or file, or of the archive's page, that is shown no
    longer; it does not say what that was. None for all other paths."""
    if not _MAY_GO.fullmatch(path):
        return None
    return SiteFile(path, _gone_page(), "text/html; charset=utf-8", BRIEFLY)


def _calendars(state: HubState, hub_url: str) -> Iterator[Planned]:
    def calendar(path: str, shows: set[str], sessions: Sequence[Session], *languages: Language) -> Planned:
        return Planned(path, frozenset(shows), partial(_calendar, path, sessions, hub_url, *languages))

    yield calendar("sessions.ics", {SESSIONS, CLOCK}, state.sessions, "en", "ar")
    for language in LANGUAGES:
        yield calendar(f"{language}/sessions.ics", {SESSIONS, CLOCK}, state.sessions, language)
        for session in state.sessions:
            path = f"{language}/sessions/{session.id}.ics"
            yield calendar(path, {f"session:{session.id}"}, [session], language)


def _calendar(path: str, sessions: Sequence[Session], hub_url: str, *languages: Language) -> SiteFile:
    return SiteFile(path, calendar_of(sessions, hub_url, *languages), _CALENDAR, BRIEFLY)
