"""Text for XML: what XML 1.0 cannot hold at all, not even escaped, is left out."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

# https://www.w3.org/TR/xml/#charsets; ElementTree escapes markup and writes these as they are.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def add(parent: Element, tag: str, text: str = "", **attributes: Any) -> Element:
    """A child with that text and those attributes; one that is None is left out."""
    given = {name: legal(str(value)) for name, value in attributes.items() if value is not None}
    child = SubElement(parent, tag, given)
    if text:
        child.text = legal(text)
    return child


def document(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
