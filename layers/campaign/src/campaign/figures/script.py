"""Which script a caption is written in: what this campaign can honestly say of its language.

Most captions hold too few words to tell a language by, and many hold none (docs/decisions.md): a detector
would guess. The script is a fact of the characters. Codes are ISO 15924's.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

UNKNOWN = "unknown"
"""A caption without a word, or in a script that is not listed here."""

_NOT_WORDS = re.compile(r"https?://\S+|[#@]\S+")
# The first word of a letter's Unicode name is its script: ARABIC LETTER SEEN, LATIN SMALL LETTER A.
_CODES = {
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "LATIN": "Latn",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAI": "Thai",
    "TIFINAGH": "Tfng",
}


def script_of(caption: str) -> str:
    """The script of most letters of a caption's words; of two with as many, the first by its code.

    Hashtags, mentions and links are left out: the campaign gave its hashtag, the platform the handles.
    """
    # NFKC: letters that are styled as "mathematical", or wide, are letters of their script.
    words = _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", caption))
    scripts = Counter(map(_script, words))
    del scripts[None]
    return min(scripts, key=lambda script: (-scripts[script], script or ""), default=UNKNOWN) or UNKNOWN


@lru_cache(maxsize=4096)
def _script(character: str) -> str | None:
    """None for what is no letter, or of no script that is listed."""
    if not character.isalpha():
        return None
    return _CODES.get(unicodedata.name(character, "").partition(" ")[0])
