"""Whether a text is in a language that screening was made for: English or Arabic, Arabizi too."""

import re
from collections.abc import Iterable

from campaign.care.lexicon import Found, Kind

_LETTERS = re.compile(r"[^\W\d_]+")
_KNOWN = re.compile(r"[a-zà-ɏ\u0600-\u06ff\u0750-\u077f]+")
_URDU = re.compile("[ٹڈڑںےټډړښڼۆێڵۊ]")
"""Letters of languages in Arabic script that are not Arabic: Urdu, Pashto, Kurdish. Persian's are written by
Arabs too."""
# fmt: off
_OURS = frozenset({
    "the", "and", "is", "to", "of", "a", "in", "my", "i", "you", "it", "that", "for", "was", "with",
    "this", "on", "have", "be", "are", "so", "not", "but", "im", "dont", "just", "what", "at", "all",
    "they", "he", "ana", "el", "w", "fi", "ya", "bas", "shu", "mesh", "3am", "ra7", "wallah", "mn",
    "men", "3al", "3la", "من", "في", "علي", "ما", "لا", "ان", "انا", "هذا", "هذه", "يا", "الله", "كل",
    "مع", "عن", "الي", "مو", "اللي", "بس", "مش", "هو", "هي", "كان", "والله",
})
# fmt: on
"""Words that English, Arabic and Arabizi are full of."""
_SURE = 3
"""So many different words of another language are no coincidence."""


def is_readable(plain: str, found: Iterable[Found]) -> bool:
    """Of a normalised text and what was found in it. Without letters nothing could be misread."""
    letters = 0 if plain.isascii() else _length(_LETTERS, plain)
    if letters and (_length(_KNOWN, plain) * 2 < letters or len(_URDU.findall(plain)) * 20 >= letters):
        return False
    foreign = {plain[each.start : each.end] for each in found if each.phrase.kind is Kind.FOREIGN}
    if len(foreign) < _SURE - 1:
        return True
    words = plain.split()
    ours = len(_OURS.intersection(words))
    return not ((len(foreign) >= _SURE and len(foreign) > ours) or len(foreign) * 2 >= len(words))


def _length(runs: re.Pattern[str], plain: str) -> int:
    return sum(map(len, runs.findall(plain)))
