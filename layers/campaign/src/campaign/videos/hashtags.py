"""Hashtags as people type them, and as they are compared.

Two spellings are one hashtag when they look the same to a reader: case and width do not count (Unicode NFKC
and case folding), nor do the Arabic variants that keyboards and habits mix (alef with or without hamza, ya
and alef maqsura, ta marbuta and ha, tatweel, vowel marks), nor invisible characters.
"""

import re
import unicodedata
from collections.abc import Iterable

_ONE_FOR_ANOTHER = tuple(zip("أإآٱىیة", "اااايي\u0647", strict=True))
# Tatweel and harakat, and all of category Cf: spelled out, because a caption is searched for them in C, where
# asking for the category of each character took half of the screening. What is printable holds none of Cf.
_TATWEEL_AND_HARAKAT = "\u0640\u064b-\u065f\u0670"
_UNSEEN_IN_PRINTABLE = re.compile(f"[{_TATWEEL_AND_HARAKAT}]")
_UNSEEN = re.compile(
    f"[{_TATWEEL_AND_HARAKAT}"
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_WORD = re.compile(r"\w+")
_CANDIDATE = re.compile(r"#([^#\s]+)")


def normalised(text: str) -> str:
    """The text in the form in which hashtags are compared; a leading # stays."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    visible = (_UNSEEN_IN_PRINTABLE if folded.isprintable() else _UNSEEN).sub("", folded)
    for variant, letter in _ONE_FOR_ANOTHER:
        visible = visible.replace(variant, letter)
    return visible


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


def words_of(text: str) -> list[str]:
    """The words of a text, normalised, in their order; a hashtag's is one without its #."""
    return _WORD.findall(normalised(text))


def _leading_word(text: str) -> str:
    for position, character in enumerate(text):
        if not (character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")):
            return text[:position]
    return text
