"""sitemap.xml and robots.txt: the pages that search engines are asked to read, in both languages."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from xml.etree.ElementTree import Element

from campaign.hub.feeds import stamp
from campaign.hub.plan import CLOCK, NOTHING, SESSIONS, Planned
from campaign.hub.published import WITH_PAGES, Published, languages_of, seen_since
from campaign.hub.rendering import BRIEFLY
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.hub.xml_text import add, document
from campaign.publications.kind import LANGUAGES, Kind, Language

MAX_PAGES = 50_000 // len(LANGUAGES)
"""A sitemap has at most 50,000 addresses (https://www.sitemaps.org/protocol.html)."""
_NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}
_PAGE = re.compile(rf"({'|'.join(LANGUAGES)})/(.+\.html)")


def plan_sitemap(paths: Collection[str], state: HubState, hub_url: str) -> Iterator[Planned]:
    """`paths` are those of the pages to be found; the sitemap is written when any of them may change."""
    shows = frozenset({*Kind, SESSIONS, CLOCK})
    yield Planned("sitemap.xml", shows, partial(_sitemap, tuple(paths), state, hub_url))
    yield Planned("robots.txt", NOTHING, partial(_robots, hub_url))


def _sitemap(paths: tuple[str, ...], state: HubState, hub_url: str) -> SiteFile:
    pages = pages_in(paths, state.published)
    changed = changes_in(state)
    root = Element("urlset", _NAMESPACES)
    for name in sorted(pages)[:MAX_PAGES]:
        for language in pages[name]:
            url = add(root, "url")
            add(url, "loc", f"{hub_url}/{language}/{name}")
            if moment := changed.get(name):
                add(url, "lastmod", stamp(moment))
            for other in pages[name]:
                href = f"{hub_url}/{other}/{name}"
                add(url, "xhtml:link", rel="alternate", hreflang=other, href=href)
    return SiteFile("sitemap.xml", document(root), "application/xml; charset=utf-8", BRIEFLY)


def pages_in(paths: Collection[str], everything: Published) -> Mapping[str, tuple[Language, ...]]:
    """The pages to be found, by their names below the languages' folders, and the languages they are to be
    read in; not what was taken back."""
    taken_back = {everything.page_of(subject) for subject in everything.recalled}
    readable = {everything.page_of(each.subject): languages_of(each) for each in everything.shown.values()}
    found: dict[str, tuple[Language, ...]] = {}
    for path in paths:
        page = _PAGE.fullmatch(path)
        if page and page[2] not in taken_back:
            found[page[2]] = readable.get(page[2], LANGUAGES)
    return found


def changes_in(state: HubState) -> Mapping[str, datetime]:
    """When a page last changed, of those that have one thing or one kind of things."""
    changed = {f"sessions/{each.id}/index.html": each.updated_at for each in state.sessions}
    for kind in WITH_PAGES:
        times = {each.id: seen_since(each) for each in state.published.of(kind)}
        changed |= {f"{kind.folder}/{name}/index.html": at for name, at in times.items()}
        if times:
            changed[f"{kind.folder}/index.html"] = max(times.values())
    return changed


def _robots(hub_url: str) -> SiteFile:
    text = f"User-agent: *\nAllow: /\n\nSitemap: {hub_url}/sitemap.xml\n"
    return SiteFile("robots.txt", text.encode(), "text/plain; charset=utf-8", BRIEFLY)
