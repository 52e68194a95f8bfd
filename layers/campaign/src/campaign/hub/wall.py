"""The wall that partners show on their own sites: a page without scripts, in each language and theme.

Language and theme are in the address: a static file cannot read a query, and no function is on the read path.
"""

from collections.abc import Iterator
from functools import partial

from campaign.hub.plan import HOLD, VIDEOS, Planned
from campaign.hub.rendering import file
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.hub.texts import TEXTS
from campaign.publications.kind import LANGUAGES, Language

THEMES = ("light", "dark", "auto")
"""`auto`: as the reader's device has it."""
MAX_ON_WALL = 12
REFRESH_SECONDS = 30


def wall_path(language: Language, theme: str) -> str:
    return f"wall/{language}-{theme}.html"


def plan_wall(state: HubState, hub_url: str) -> Iterator[Planned]:
    for language in LANGUAGES:
        for theme in THEMES:
            make = partial(_wall, language, theme, state, hub_url)
            yield Planned(wall_path(language, theme), frozenset({VIDEOS, HOLD}), make)


def _wall(language: Language, theme: str, state: HubState, hub_url: str) -> SiteFile:
    return file(
        wall_path(language, theme),
        "wall.html",
        language=language,
        texts=TEXTS[language],
        theme=theme,
        refresh=REFRESH_SECONDS,
        videos=state.videos[:MAX_ON_WALL],
        hub_url=hub_url,
    )
