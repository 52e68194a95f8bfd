"""A feed as Atom (RFC 4287), with what was taken away as deleted entries (RFC 6721)."""

from xml.etree.ElementTree import Element, register_namespace

from campaign.hub.feeds import Entry, Feed, stamp
from campaign.hub.xml_text import add, document
from campaign.publications.kind import LANGUAGES

ATOM_TYPE = "application/atom+xml"
_ATOM = "{http://www.w3.org/2005/Atom}"
_DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

register_namespace("", _ATOM.strip("{}"))
register_namespace("at", _DELETED.partition("}")[0].strip("{"))


def atom_of(feed: Feed) -> bytes:
    root = Element(f"{_ATOM}feed", {_LANGUAGE: feed.language})
    add(root, f"{_ATOM}id", feed.id)
    add(root, f"{_ATOM}title", feed.title)
    add(root, f"{_ATOM}subtitle", feed.subtitle)
    add(root, f"{_ATOM}updated", stamp(feed.updated))
    add(add(root, f"{_ATOM}author"), f"{_ATOM}name", feed.author)
    add(root, f"{_ATOM}link", rel="self", type=ATOM_TYPE, href=feed.url("atom"))
    add(root, f"{_ATOM}link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page_url)
    for other in LANGUAGES:
        if other != feed.language:
            href = feed.url("atom", other)
            add(root, f"{_ATOM}link", rel="alternate", type=ATOM_TYPE, hreflang=other, href=href)
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    for deleted in feed.deleted:
        add(root, _DELETED, ref=feed.name_of(deleted), when=stamp(deleted.at))
    return document(root)


def _add_entry(root: Element, entry: Entry, feed: Feed) -> None:
    element = add(root, f"{_ATOM}entry")
    add(element, f"{_ATOM}id", feed.name_of(entry))
    add(element, f"{_ATOM}title", entry.title)
    add(element, f"{_ATOM}updated", stamp(entry.updated))
    if entry.published:
        add(element, f"{_ATOM}published", stamp(entry.published))
    add(element, f"{_ATOM}link", rel="alternate", href=entry.link)
    add(element, f"{_ATOM}content", entry.text, type="text")
