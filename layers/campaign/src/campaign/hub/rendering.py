"""Templates to files: every page in both languages, each with the words of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campaign.hub.assets import asset_url
from campaign.hub.calendar_links import google_link, outlook_link, webcal_link
from campaign.hub.countries import countries
from campaign.hub.dates import date_in, day_in, time_in, zone_name
from campaign.hub.facts import by_country, country_name, figure, hours, language_name
from campaign.hub.head_meta import HEAD_GLOBALS
from campaign.hub.numbers import counted, size_of
from campaign.hub.plain_text import harmless, harmless_lines
from campaign.hub.plan import Planned
from campaign.hub.published import Published, content_of, languages_of, seen_since
from campaign.hub.site import SiteFile
from campaign.hub.texts import TEXTS, Texts
from campaign.hub.video_links import player_id, replay_id, video_link
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.showing import verified_on
from campaign.sessions.session import Session

# Short: nothing tells the CDN of a change.
BRIEFLY = "public, max-age=15"
_HTML = "text/html; charset=utf-8"

TAKE_PART = ("story", "submit", "subscribe", "preferences", "withdraw")
"""Folders of the pages on which readers do something, in every footer; each has its words in
`[take_part]`."""

_LISTS = (Kind.GUIDE, Kind.TOOLKIT, Kind.TUTORIAL, Kind.INSIGHT, Kind.ADVOCATE, Kind.ORGANISATION)


def _sections(texts: Texts) -> Iterator[tuple[str, str]]:
    """Folder and name of what the site consists of, on every page. They do not depend on what there is to
    show: a page that is new would otherwise change all others."""
    for folder in ("videos", "sessions"):
        yield folder, texts[folder]["short"]
    for kind in _LISTS:
        yield kind.folder, texts["publications"][kind]["short"]


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_templates.filters |= {"harmless": harmless, "harmless_lines": harmless_lines}
_templates.globals |= HEAD_GLOBALS | {
    "all_texts": TEXTS,
    "about_of": lambda publication: content_of(publication).about,
    "any_draft": lambda entries: any(content_of(each).about.draft for each in entries),
    "asset": asset_url,
    "by_country": by_country,
    "content_of": content_of,
    "counted": counted,
    "countries": countries,
    "country_name": country_name,
    "date_in": date_in,
    "day_in": day_in,
    "figure": figure,
    "google_link": google_link,
    "hours": hours,
    "language_name": language_name,
    "languages": LANGUAGES,
    "languages_of": languages_of,
    "outlook_link": outlook_link,
    "player_id": player_id,
    "replay_id": replay_id,
    "sections_of_site": _sections,
    "seen_since": seen_since,
    "size_of": size_of,
    "take_part": TAKE_PART,
    "time_in": time_in,
    "verified_on": verified_on,
    "video_link": video_link,
    "webcal_link": webcal_link,
    "zone_name": zone_name,
}


@dataclass(frozen=True, slots=True)
class Around:
    """What every page leads to: `hub_url` is the site's public address, `published` all that is public,
    `sessions` those that have a page."""

    hub_url: str
    published: Published
    sessions: Sequence[Session] = ()


def planned(
    shows: Iterable[str], template: str, language: Language, name: str, around: Around, **content: Any
) -> Planned:
    """A page that is rendered when it is wanted. Free pages are in every footer, so all pages show those."""
    make = partial(page, template, language, name, around, **content)
    return Planned(f"{language}/{name}", frozenset({*shows, Kind.PAGE}), make)


def page(template: str, language: Language, name: str, around: Around, **content: Any) -> SiteFile:
    """A page that exists in both languages under the same name."""
    return file(
        f"{language}/{name}",
        template,
        language=language,
        texts=TEXTS[language],
        name=name,
        hub_url=around.hub_url,
        published=around.published,
        **content,
    )


def file(path: str, template: str, **content: Any) -> SiteFile:
    body = _templates.get_template(template).render(**content)
    return SiteFile(path, body.encode(), _HTML, BRIEFLY)
