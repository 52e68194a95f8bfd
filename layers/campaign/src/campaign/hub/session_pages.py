"""The pages of sessions: one on which all stand, and one for each."""

from collections.abc import Iterator

from campaign.hub.rendering import Around, page
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES


def session_pages(state: HubState, around: Around, subscribe_url: str = "") -> Iterator[SiteFile]:
    """`subscribe_url` leads to the page where people ask to be told, and is left out when empty."""
    for language in LANGUAGES:
        for session in state.sessions:
            name = f"sessions/{session.id}/index.html"
            yield page("session.html", language, name, around, state=state, session=session)
        fields = {"state": state, "shown": state.next_up, "subscribe_url": subscribe_url}
        yield page("sessions.html", language, "sessions/index.html", around, **fields)
