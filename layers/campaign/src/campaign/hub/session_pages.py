"""The pages of sessions: one on which all stand, and one for each."""

from collections.abc import Iterator

from campaign.hub.plan import CLOCK, SESSIONS, Planned
from campaign.hub.rendering import Around, planned
from campaign.hub.state import HubState
from campaign.publications.kind import LANGUAGES


def session_pages(state: HubState, around: Around) -> Iterator[Planned]:
    for language in LANGUAGES:
        for session in state.sessions:
            shows = {f"session:{session.id}", CLOCK}
            name = f"sessions/{session.id}/index.html"
            yield planned(shows, "session.html", language, name, around, state=state, session=session)
        yield planned(
            {SESSIONS, CLOCK},
            "sessions.html",
            language,
            "sessions/index.html",
            around,
            state=state,
            shown=state.next_up,
        )
