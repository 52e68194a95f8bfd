"""The form in which the rules of safe messaging read a text: what looks the same to a reader is the same."""

import re
import unicodedata

# Joiners, directions, variants and tags: there, and never seen.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
# Arabic vowel marks, Quranic signs and tatweel, and accents that no letter has taken up.
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff]+")
_BLANKS = re.compile(r"\s+")
_ALIKE = str.maketrans("أإآٱىیة’‘", "ااااييه''")


def normal(text: str) -> str:
    """NFKC, in lower case, without what is not seen, and with one letter for those that are written for each
    other. Of a text in this form it changes nothing."""
    # Joiners go first, for they keep a letter and its accent apart; vowel marks last, for NFKC needs hamzas.
    seen = _INVISIBLE.sub("", text)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    bare = unicodedata.normalize("NFKC", _MARKS.sub("", folded))
    return _BLANKS.sub(" ", bare.translate(_ALIKE))
