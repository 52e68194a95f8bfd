"""What a document consists of apart from its words, by parsers that are not those of its makers."""

import json
from collections.abc import Callable, Iterator, Mapping
from email import policy
from email.parser import BytesParser
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import vobject
from selectolax.lexbor import LexborHTMLParser, LexborNode

_ADDRESSES = frozenset({"href", "src", "srcset", "action", "formaction", "poster", "data", "cite"})
_WORDS = frozenset({"alt", "aria-label", "content", "title", "placeholder", "value"})
"""Attributes in which words may stand."""
_DATA = "application/ld+json"

Structure = list[Any]


class Element(NamedTuple):
    """`attributes`: each name, with its value where that is neither words nor an address; of an address where
    it leads. `data`: the structure of what a script element holds, if that is data."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    data: tuple[str, ...] = ()


def structure_of(content_type: str, body: bytes) -> Structure:
    """Raises KeyError for a type of which there is none, and what its parser raises for a file that is
    broken."""
    return PARSERS[content_type.partition(";")[0]](body)


def elements(body: bytes) -> Structure:
    """Of an HTML document as Lexbor reads it, which follows WHATWG's rules as browsers do."""
    root = LexborHTMLParser(body).root
    assert root is not None
    return [
        Element(str(node.tag), tuple(_kept(node)), _data_in(node))
        for node in root.traverse(include_text=False)
    ]


def words(body: bytes) -> str:
    """What a reader can read, and what is said of it in attributes."""
    root = LexborHTMLParser(body).root
    assert root is not None
    said = [value or "" for node in root.traverse() for value in node.attributes.values()]
    return " ".join([root.text(deep=True, separator=" "), *said])


def texts_of(body: bytes) -> Iterator[str]:
    """Each text between two tags."""
    root = LexborHTMLParser(body).root
    assert root is not None
    for node in root.traverse(include_text=True):
        if node.tag == "-text" and (text := node.text(deep=False)):
            yield text


def _kept(node: LexborNode) -> Iterator[tuple[str, str]]:
    for name, value in sorted(node.attributes.items()):
        if name in _WORDS or name.startswith("data-"):
            yield name, ""
        elif name in _ADDRESSES:
            yield name, leads_to(value or "")
        else:
            yield name, value or ""


def _data_in(node: LexborNode) -> tuple[str, ...]:
    return tuple(shape(node.text().encode())) if node.attributes.get("type") == _DATA else ()


def leads_to(address: str) -> str:
    """The scheme and the host, and the path on a site of ours: elsewhere words may stand in it, as they may
    in every query."""
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc}{'' if found.netloc else found.path}"


def properties(body: bytes) -> Structure:
    """Of an iCalendar file as vobject reads it: each component with the names of its properties and of their
    parameters, in their order."""
    return list(_components(vobject.readOne(body.decode())))


def _components(component: Any) -> Iterator[tuple[str, ...]]:
    yield component.name, *(":".join((line.name, *sorted(line.params))) for line in component.lines())
    for inner in component.components():
        yield from _components(inner)


def nodes(body: bytes) -> Structure:
    """Of an XML document as Expat reads it, and of a feed what feedparser makes of it."""
    found = [(each.tag, *sorted(each.attrib)) for each in ElementTree.fromstring(body).iter()]
    feed = feedparser.parse(body)
    return [*found, feed.bozo, *(sorted(entry.keys()) for entry in feed.entries)]


def shape(body: bytes) -> Structure:
    """Of a JSON document: names and types, no values."""
    return list(_shape(json.loads(body), ""))


def _shape(value: Any, place: str) -> Iterator[str]:
    yield f"{place}: {type(value).__name__}"
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _shape(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _shape(inner, f"{place}[]")


def parts(body: bytes) -> Structure:
    """Of a mail as Python's parser reads it: its headers' names, and the structure of each part."""
    message = BytesParser(policy=policy.default).parsebytes(body)
    found: Structure = []
    for part in message.walk():
        found.append((part.get_content_type(), *part.keys(), *map(type, part.defects)))
        if part.get_content_type() == "text/html":
            found += elements(part.get_content().encode())
    return found


PARSERS: Mapping[str, Callable[[bytes], Structure]] = {
    "text/html": elements,
    "text/calendar": properties,
    "application/atom+xml": nodes,
    "application/xml": nodes,
    "application/feed+json": shape,
    "application/json": shape,
}
