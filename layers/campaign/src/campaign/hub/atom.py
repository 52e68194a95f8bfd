"""A feed as Atom (RFC 4287), with what was taken away as deleted entries (RFC 6721)."""

from xml.etree.ElementTree import Element

from campaign.hub.feeds import Entry, Feed, stamp
from campaign.hub.xml_text import add, document
from campaign.publications.kind import LANGUAGES

ATOM_TYPE = "application/atom+xml"
# Written out, where ElementTree would take prefixes from a register of the whole process.
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
}


def atom_of(feed: Feed) -> bytes:
    root = Element("feed", _NAMESPACES | {"xml:lang": feed.language})
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    add(root, "subtitle", feed.subtitle)
    add(root, "updated", stamp(feed.updated))
    add(add(root, "author"), "name", feed.author)
    add(root, "link", rel="self", type=ATOM_TYPE, href=feed.url("atom"))
    add(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page_url)
    for other in LANGUAGES:
        if other != feed.language:
            href = feed.url("atom", other)
            add(root, "link", rel="alternate", type=ATOM_TYPE, hreflang=other, href=href)
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    for deleted in feed.deleted:
        add(root, "at:deleted-entry", ref=feed.name_of(deleted), when=stamp(deleted.at))
    return document(root)


def _add_entry(root: Element, entry: Entry, feed: Feed) -> None:
    element = add(root, "entry")
    add(element, "id", feed.name_of(entry))
    add(element, "title", entry.title)
    add(element, "updated", stamp(entry.updated))
    if entry.published:
        add(element, "published", stamp(entry.published))
    add(element, "link", rel="alternate", href=entry.link)
    add(element, "content", entry.text, type="text")
