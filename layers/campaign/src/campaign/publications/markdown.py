"""CommonMark to safe HTML, and the rules that a body must keep: one parser for validation and for the hub."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from campaign.publications.faults import Fault
from campaign.publications.kind import FOR_THE_PUBLIC

HELP = "[[help]]"
"""Alone in its paragraph: where the hub puts its help block."""
PUBLICATION_LINK = re.compile(rf"(?P<kind>{'|'.join(FOR_THE_PUBLIC)}):(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)")
ATTACHMENT_LINK = re.compile(r"files/[a-z0-9-]+\.(pdf|png|jpe?g|webp)")
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

_MARK = re.compile(r"\[\[|\]\]")
_PLACEHOLDER = re.compile(r"\{\{?[^{}\n]*\}?\}")
_renderer = MarkdownIt("commonmark", {"html": False})
# The checking parser sees raw HTML and every link as such, so that each can be reported with its line.
_checker = MarkdownIt("commonmark", {"html": True})
_checker.validateLink = lambda url: True  # type: ignore[method-assign]  # the library's documented extension point


def to_html(body: str) -> str:
    """HTML of a checked body."""
    return sanitised(_renderer.parse(body))


def sections(body: str) -> list[list[Token]]:
    """What a checked body says between its help blocks; two halves have one such block between them."""
    tokens, found, start = _renderer.parse(body), [], 0
    for number, token in enumerate(tokens):
        if _is_help(token, number, tokens):  # between its paragraph's beginning and its end
            found.append(tokens[start : number - 1])
            start = number + 2
    return [*found, tokens[start:]]


def sanitised(tokens: Sequence[Token]) -> str:
    """HTML of a checked body's tokens, sanitised all the same: two locks on the door that matters most."""
    return nh3.clean(
        _renderer.renderer.render(tokens, _renderer.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(LINK_SCHEMES),
        link_rel="noopener noreferrer",
    )


@dataclass(frozen=True, slots=True)
class Outline:
    """What two halves must have in common: `links` in their order, the number of `helps` and the
    `placeholders`; each link with its line from 0."""

    links: tuple[tuple[str, int], ...]
    helps: int
    placeholders: tuple[str, ...]


def outline(body: str) -> Outline:
    tokens = _checker.parse(body)
    links = tuple(
        (str(token.attrs.get("href", "")), line)
        for token, line in _with_lines(tokens)
        if token.type == "link_open"
    )
    return Outline(
        links=links,
        helps=sum(_is_help(token, number, tokens) for number, token in enumerate(tokens)),
        placeholders=tuple(sorted(_PLACEHOLDER.findall(body))),
    )


def blocks(body: str) -> Iterator[tuple[int, str]]:
    """What each paragraph, heading, list item or piece of code says, without Markdown's marks and the targets
    of links, with its line from 0. A line's end in the body is one in the block."""
    for token in _checker.parse(body):
        line = token.map[0] if token.map else 0
        if token.type == "inline":
            said = (_said(child) for child in token.children or [])
            yield line, "".join(said)
            for child in token.children or []:
                if title := child.attrs.get("title"):
                    yield line, str(title)
        elif token.type == "fence":
            yield line + 1, token.content
        elif token.type == "code_block":
            yield line, token.content


def _said(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content if token.type in ("text", "code_inline") else ""


def check(file: str, body: str, first_line: int) -> list[Fault]:
    """Every fault of a body whose first line is line `first_line` of `file`."""
    if not body.strip():
        return [
            Fault(file=file, line=first_line, rule="the body is empty", remedy="write the text below the ---")
        ]
    faults: list[Fault] = []
    for token, offset in _with_lines(tokens := _checker.parse(body)):
        if broken := _broken_rule(token):
            rule, remedy = broken
            faults.append(Fault(file=file, line=first_line + offset, rule=rule, remedy=remedy))
    for number, token in enumerate(tokens):
        if token.type == "inline" and _MARK.search(_words(token)) and not _is_help(token, number, tokens):
            line = first_line + (token.map[0] if token.map else 0)
            remedy = f"write {HELP} alone, with an empty line before and after, or leave it out"
            faults.append(Fault(file=file, line=line, rule="[[…]] is no help block here", remedy=remedy))
    return faults


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or [] if child.type == "text")


def _is_help(token: Token, number: int, tokens: list[Token]) -> bool:
    before = tokens[number - 1] if number else None
    alone = before is not None and before.type == "paragraph_open" and before.level == 0
    return token.type == "inline" and alone and token.content.strip() == HELP


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
        return "pictures are not part of the text", "say it in words, or link to the picture"
    if token.type == "heading_open" and token.tag == "h1":
        return (
            "a heading of the first level is in the body",
            "start with ##: the title is the page's first heading",
        )
    if token.type == "link_open" and not _is_allowed(str(token.attrs.get("href", ""))):
        return (
            "a link leads elsewhere than to https or mailto",
            "write the whole address, starting with https://, or guide:<id>, or files/<name>",
        )
    return None


def _is_allowed(address: str) -> bool:
    if PUBLICATION_LINK.fullmatch(address) or ATTACHMENT_LINK.fullmatch(address):
        return True
    scheme, separator, rest = address.partition(":")
    return bool(separator and rest) and scheme.lower() in LINK_SCHEMES
