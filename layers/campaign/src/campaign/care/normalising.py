"""One spelling for many: the copy of a text on which signs of danger are looked for. The original is kept.

Unicode's compatibility forms (NFKC, UAX 15), case, harakat, tatweel, the letters that Arabic and Persian
keyboards write differently, digits, zero-width and bidi characters, runs of one letter, hashtags of several
words."""

import re
import unicodedata

_HARAKAT = "".join(map(chr, (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE))))
_APOSTROPHES = "'’‘`´ʼ"
_TATWEEL = "ـ"
_ONE_LETTER = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ء": "",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ی": "ي", "ې": "ي", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۃ": "ه", "چ": "ج",
    "پ": "ب", "ڤ": "ف", "ژ": "ز",
}  # fmt: skip

_SEVERAL_WORDS = re.compile(r"#(\w{4,})")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_INSTEAD_OF_A_LETTER = re.compile(r"(?<=[a-z])[01@$!*](?=[a-z])")
_MEANT = {"1": "i", "0": "o", "@": "a", "$": "s", "!": "i", "*": ""}
_RUN = re.compile(r"(.)\1+")


class _Translation(dict[int, str]):
    """What becomes of a character, looked up in Unicode's tables when it is met first."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Cf", "Mn", "Me", "Sk"):  # unseen, or a mark on what stands before it
            instead = ""
        elif category == "So":
            instead = f" {character} "
        elif category[0] in "LN":
            instead = character
        else:
            instead = " "
        if len(self) < _REMEMBERED:
            self[code] = instead
        return instead


_REMEMBERED = 4096
_TRANSLATION = _Translation(
    {
        **{ord(mark): "" for mark in _HARAKAT + _APOSTROPHES + _TATWEEL},
        **{ord(letter): one for letter, one in _ONE_LETTER.items()},
        **{ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")},
        **{ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    }
)


def normalised(text: str) -> str:
    """Words and emoji between single spaces, with one at both ends, so that ` word ` is found as a word.

    Every letter stands once where it was written several times: `soooo tired` and `so tired` are one. What is
    compared with it has to be normalised as well.
    """
    if "#" in text:
        text = _SEVERAL_WORDS.sub(_words_of_hashtag, text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _INSTEAD_OF_A_LETTER.sub(_letter, text)
    text = f" {' '.join(text.translate(_TRANSLATION).split())} "
    return _RUN.sub(r"\1", text)


def _words_of_hashtag(found: re.Match[str]) -> str:
    return f" {_HUMP.sub(' ', found[1])} "


def _letter(found: re.Match[str]) -> str:
    return _MEANT[found[0]]
