"""Hashtags as people type them, and as they are compared.

Two spellings are one hashtag when they look the same to a reader: case and width do not count (Unicode NFKC
and case folding), nor do the Arabic variants that keyboards and habits mix (alef with or without hamza, ya
and alef maqsura, ta marbuta and ha, tatweel, vowel marks), nor invisible characters.
"""

import re
import unicodedata
from collections.abc import Iterable

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ة": "ه",
        "ـ": None,  # tatweel
        **dict.fromkeys([*range(0x064B, 0x0660), 0x0670]),  # harakat, superscript alef
    }
)
_REMEMBERED = 0x0800
"""Code points below, among them all of Arabic and Latin: what most captions are made of."""


class _Compared(dict[int, str | int | None]):
    """What each code point becomes, for str.translate. A table of all of Unicode would be large, and one with
    gaps costs an exception a character."""

    def __missing__(self, code_point: int) -> int | None:
        becomes = None if unicodedata.category(chr(code_point)) == "Cf" else code_point
        if code_point < _REMEMBERED:
            self[code_point] = becomes
        return becomes


_COMPARED = _Compared(_ARABIC)
_CANDIDATE = re.compile(r"#([^#\s]+)")


def normalised(text: str) -> str:
    """The text in the form in which hashtags are compared; a leading # stays."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded.translate(_COMPARED)


def in_caption(caption: str) -> tuple[str, ...]:
    """The hashtags of a caption, normalised, without #, each once, in their order.

    A hashtag ends at the first character that is no letter, digit, mark or underscore, so an emoji behind it
    does not make another hashtag of it: a person looks at every video, and one too many costs less than one
    missed.
    """
    candidates = _CANDIDATE.findall(normalised(caption))
    return tuple(dict.fromkeys(tag for candidate in candidates if (tag := _leading_word(candidate))))


def carries(caption: str, campaign_hashtags: Iterable[str]) -> bool:
    """Whether the caption has one of the campaign's hashtags, whole: `#notendthestigma` is not
    `#endthestigma`."""
    wanted = {normalised(hashtag).removeprefix("#") for hashtag in campaign_hashtags}
    return not wanted.isdisjoint(in_caption(caption))


def _leading_word(text: str) -> str:
    for position, character in enumerate(text):
        if not (character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")):
            return text[:position]
    return text
