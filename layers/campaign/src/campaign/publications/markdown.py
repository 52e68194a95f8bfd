"""CommonMark to safe HTML, and the rules that a body must keep: one parser for validation and for the hub."""

from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.publications.faults import Fault

LINK_SCHEMES = frozenset({"https", "mailto"})
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}

_renderer = MarkdownIt("commonmark", {"html": False})
# The checking parser sees raw HTML and every link as such, so that each can be reported with its line.
_checker = MarkdownIt("commonmark", {"html": True})
_checker.validateLink = lambda url: True  # type: ignore[method-assign]  # the library's documented extension point


def to_html(body: str) -> str:
    """HTML of a checked body. Sanitised all the same: two locks on the door that matters most."""
    return nh3.clean(
        _renderer.render(body),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(LINK_SCHEMES),
        link_rel="noopener noreferrer",
    )


def check(file: str, body: str, first_line: int) -> list[Fault]:
    """Every fault of a body whose first line is line `first_line` of `file`."""
    if not body.strip():
        return [
            Fault(file=file, line=first_line, rule="the body is empty", remedy="write the text below the ---")
        ]
    faults: list[Fault] = []
    for token, offset in _with_lines(_checker.parse(body)):
        if broken := _broken_rule(token):
            rule, remedy = broken
            faults.append(Fault(file=file, line=first_line + offset, rule=rule, remedy=remedy))
    return faults


def _with_lines(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """All tokens with their line from 0. Inside a paragraph the parser keeps none: its breaks are counted."""
    for token in tokens:
        line = token.map[0] if token.map else 0
        yield token, line
        for child in token.children or []:
            yield child, line
            line += child.content.count("\n") + (child.type in ("softbreak", "hardbreak"))


def _broken_rule(token: Token) -> tuple[str, str] | None:
    if token.type in ("html_block", "html_inline"):
        return "raw HTML is not allowed", "say it in Markdown, or put code between `backticks`"
    if token.type == "image":
        return "pictures are not part of a toolkit", "say it in words, or link to the picture"
    if token.type == "heading_open" and token.tag == "h1":
        return (
            "a heading of the first level is in the body",
            "start with ##: the title is the page's first heading",
        )
    if token.type == "link_open" and not _is_allowed(str(token.attrs.get("href", ""))):
        return (
            "a link leads elsewhere than to https or mailto",
            "write the whole address, starting with https://",
        )
    return None


def _is_allowed(address: str) -> bool:
    scheme, separator, rest = address.partition(":")
    return bool(separator and rest) and scheme.lower() in LINK_SCHEMES
