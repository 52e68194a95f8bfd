"""The hub as a crawler finds it: from its address on, along every address in its pages."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import urllib3
from selectolax.lexbor import LexborHTMLParser

from tests.stack.conftest import Campaign

_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "srcset", "iframe": "src"}
_ID = re.compile(
    r"^(?:/(?:ar|en))?/(?P<folder>[a-z]+)/(?P<id>[^/]+)(?P<rest>/index\.html|\.ics|\.html|\.atom|\.json)$"
)
_HASHED = re.compile(r"^/(assets|files)/")


@dataclass(frozen=True)
class Fetched:
    """An answer of the hub; `url` as it was asked for, without a fragment."""

    url: str
    status: int
    content_type: str
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def is_html(self) -> bool:
        return self.content_type.startswith("text/html")

    @property
    def language(self) -> str:
        """Empty of what is in both."""
        found = re.match(r"/(?:wall/)?(ar|en)(?=[-/])", self.path)
        return found[1] if found else ""

    @property
    def kind(self) -> str:
        """What all pages of its template have in common: `/toolkits/*/index.html`."""
        if found := _HASHED.match(self.path):
            return found[0]
        if (found := _ID.match(self.path)) and found["id"] != "index":
            return f"/{found['folder']}/*{found['rest']}"
        return re.sub(r"^/(ar|en)/", "/", self.path)


@dataclass(frozen=True)
class Link:
    """An address in a page."""

    page: str
    element: str
    url: str
    fragment: str


@dataclass(frozen=True)
class Crawl:
    """`found`: every address of the hub by its URL · `links`: every address in its pages, those that lead
    away too · `ids`: what a fragment may name, by page."""

    hub_url: str
    found: Mapping[str, Fetched]
    links: tuple[Link, ...]
    ids: Mapping[str, frozenset[str]]

    @property
    def documents(self) -> tuple[Fetched, ...]:
        """What is HTML, whatever its status."""
        return tuple(each for each in self.found.values() if each.is_html)

    @property
    def pages(self) -> tuple[Fetched, ...]:
        return tuple(each for each in self.documents if each.status == 200)

    @property
    def one_of_each_kind(self) -> tuple[Fetched, ...]:
        """In both languages the longest: what has most on it has most that may be wrong."""
        kinds: dict[tuple[str, str], list[Fetched]] = defaultdict(list)
        for page in self.pages:
            kinds[page.kind, page.language].append(page)
        return tuple(max(pages, key=lambda page: len(page.body)) for pages in kinds.values())


def crawl(campaign: Campaign, starts: tuple[str, ...] = ("/",)) -> Crawl:
    """`starts`: where it begins; a reader has the address of the hub, and a mistyped one."""
    hub_url = campaign.outputs["HubUrl"]
    found: dict[str, Fetched] = {}
    links: list[Link] = []
    ids: dict[str, frozenset[str]] = {}
    waiting = deque(hub_url + start for start in starts)
    with urllib3.PoolManager(timeout=20, retries=False) as http:
        while waiting:
            url = waiting.popleft()
            if url in found:
                continue
            found[url] = fetched = _fetch(campaign, http, url)
            if not fetched.is_html:
                continue
            document = LexborHTMLParser(fetched.body)
            ids[url] = frozenset(str(each.attributes["id"]) for each in document.css("[id]"))
            for link in links_of(document, url):
                links.append(link)
                if link.url.startswith(hub_url + "/") and fetched.status == 200:
                    waiting.append(link.url)
    return Crawl(hub_url, found, tuple(links), ids)


def links_of(document: LexborHTMLParser, url: str) -> Iterator[Link]:
    """What a page leads to or loads. `alternate` and `canonical` too: they are addresses of ours."""
    for element, attribute in _LINKS.items():
        for each in document.css(f"{element}[{attribute}]"):
            address, fragment = urldefrag(urljoin(url, each.attributes[attribute] or ""))
            yield Link(url, element, address, fragment)


def _fetch(campaign: Campaign, http: urllib3.PoolManager, url: str) -> Fetched:
    found = campaign.reach(url)
    answer = http.request("GET", found.url, headers=found.headers)
    return Fetched(url, answer.status, answer.headers.get("Content-Type", ""), answer.data)
