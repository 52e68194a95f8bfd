"""Text from strangers, made harmless for a page or a calendar; escaping is the task of who writes these."""

import unicodedata

from campaign.publications.bidi import CONTROLS

_MARKS = frozenset("\u061c\u200e\u200f")  # Arabic letter mark, left-to-right and right-to-left mark
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")  # joiners
_MAX_STACKED = 4  # combining marks on one letter; Arabic with all its vowel signs needs three
_DROPPED = {"Cc", "Cs"}  # control characters and lone surrogates


def harmless(text: str, limit: int) -> str:
    """One line of at most `limit` characters that cannot reorder, overprint or break what is around it."""
    kept: list[str] = []
    stacked = 0
    for character in " ".join(text.split()):
        category = unicodedata.category(character)
        if character in CONTROLS or character in _MARKS or category in _DROPPED:
            continue
        if character in _INVISIBLE and (not kept or kept[-1] in _INVISIBLE):
            continue
        stacked = stacked + 1 if category in ("Mn", "Me") else 0
        if stacked > _MAX_STACKED:
            continue
        kept.append(character)
        if len(kept) > limit:
            return "".join(kept[: limit - 1]).rstrip() + "…"
    return "".join(kept)


def harmless_lines(text: str, limit: int) -> str:
    """The same line by line, at most `limit` characters in all; no two empty lines in a row."""
    lines: list[str] = []
    for line in text.splitlines():
        kept = harmless(line, limit)
        if kept or (lines and lines[-1]):
            lines.append(kept)
    whole = "\n".join(lines).strip()
    return whole if len(whole) <= limit else whole[: limit - 1].rstrip() + "…"
