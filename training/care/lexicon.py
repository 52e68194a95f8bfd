"""From the lexicon's lines to every spelling of them, each with the rules that it stands for."""

import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from campaign.care.lexicon import Kind
from campaign.care.normalising import normalised

LEXICON = Path(__file__).with_name("lexicon")
MOST = 1500
"""Spellings of one line: whoever writes more should write two lines, or leave the rest to the model."""


def compiled(folder: Path = LEXICON) -> dict[str, Any]:
    """What `campaign.care.lexicon.load_phrases` reads. Raises ValueError for a line that is no phrase."""
    rules: list[tuple[str, str, bool]] = []
    patterns: dict[str, list[int]] = {}
    for path in sorted(folder.glob("*.toml")):
        for rule, entry in tomllib.loads(path.read_text("utf-8")).items():
            number = len(rules)
            rules.append((rule, Kind(entry["kind"]).value, entry.get("personal", False)))
            said = {
                pattern for line in entry["says"] for one in spellings(line) for pattern in _patterns(one)
            }
            if rules[number][1] != Kind.IDIOM:  # it has to cover all of what it takes the meaning from
                said = {pattern for pattern in said if not _says_more(pattern, said)}
            for pattern in sorted(said):
                patterns.setdefault(pattern, []).append(number)
    return {"rules": rules, "patterns": patterns}


def spellings(line: str) -> list[str]:
    """`(a|b|) c` is `a c`, `b c` and `c`; `*` at an end stays."""
    parts: list[list[str]] = []
    rest = line
    while rest:
        head, opened, rest = rest.partition("(")
        parts.append([head])
        if opened:
            inside, closed, rest = rest.partition(")")
            if not closed or "(" in inside:
                raise ValueError(f"{line}: brackets must be closed, and not stand within others")
            parts.append(inside.split("|"))
    found = list(dict.fromkeys(" ".join("".join(each).split()) for each in product(*parts)))
    if len(found) > MOST:
        raise ValueError(f"{line}: stands for {len(found)} spellings; at most {MOST}")
    return found


def _says_more(pattern: str, said: set[str]) -> bool:
    """Whether a part of it, of whole words, is found for the same rule anyway."""
    words = pattern.split()
    parts = (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return any(len(part) < len(words) and f" {' '.join(part)} " in said for part in parts)


def _patterns(spelling: str) -> Iterator[str]:
    """As they are looked for. Arabic writes `and`, `for` and the like with the next word: a phrase of
    several words is found behind any letters, a single one with `and` as well."""
    words = normalised(spelling.strip("*")).strip()
    if not words:
        return
    end = "" if spelling.endswith("*") else " "
    is_arabic = "ا" <= words[0] <= "ي"
    if spelling.startswith("*") or (is_arabic and " " in words):
        yield f"{words}{end}"
        return
    yield f" {words}{end}"
    if is_arabic:
        yield f" و{words}{end}"
