"""All that a publication tells its readers, in passages for the lint of safe messaging."""

from collections.abc import Iterator
from typing import Any

from campaign.publications.front_matter import Fields, Path
from campaign.publications.kind import LANGUAGES, Language
from campaign.publications.lint import Passage
from campaign.publications.markdown import blocks, outline


def passages_of_facts(fields: Fields) -> Iterator[Passage]:
    """What an about.yaml says in both languages; the rest are facts, and notes for staff alone."""
    return _said(fields, (), fields.values)


def passages_of_half(
    file: str, language: Language, head: Fields, body: str, body_line: int
) -> Iterator[Passage]:
    """Title, summary and each block of the body."""
    lacks_help = not outline(body).helps
    for name in ("title", "summary"):
        yield Passage(file, head.line_of((name,)), language, head.values[name], lacks_help)
    for offset, text in blocks(body):
        yield Passage(file, body_line + offset, language, text, lacks_help)


def _said(fields: Fields, path: Path, values: Any) -> Iterator[Passage]:
    if isinstance(values, list):
        for number, value in enumerate(values):
            yield from _said(fields, (*path, number), value)
    elif isinstance(values, dict):
        for language in LANGUAGES:
            if isinstance(text := values.get(language), str):
                yield Passage(fields.file, fields.line_of((*path, language)), language, text)
        for name, value in values.items():
            yield from _said(fields, (*path, name), value)
