"""The corpus, written for this purpose: short texts, each with a tier, a variety of language and a family.

A file holds families. `@ <family> <tier> <variety>` begins one; each line after it is one text as a person
would write it. Lines of a family are alike (one situation, one way to say it), so whole families are held
out, never lines."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from campaign.care.tier import Tier

CORPUS = Path(__file__).with_name("corpus")
VARIETIES = ("en", "msa", "gulf", "levantine", "egyptian", "maghrebi", "arabizi", "emoji", "mixed")
_HELD_OUT = 5
_FAMILY = re.compile(r"@ (\S+) (\w+) (\w+)")


class Row(NamedTuple):
    text: str
    tier: Tier
    variety: str
    family: str

    @property
    def held_out(self) -> bool:
        """One family in five, by its name."""
        return crc32(self.family.encode()) % _HELD_OUT == 0


def read_corpus(folder: Path = CORPUS) -> list[Row]:
    """Raises ValueError for a line that is no text of a family, and for a name that two families have. A
    text that is there twice counts once."""
    rows: list[Row] = []
    seen: set[str] = set()
    texts: set[str] = set()
    for path in sorted(folder.glob("*.txt")):
        for row in _rows(path, seen):
            if row.text not in texts:  # people say the same; it counts once
                texts.add(row.text)
                rows.append(row)
    return rows


def _rows(path: Path, seen: set[str]) -> Iterator[Row]:
    family: tuple[str, Tier, str] | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("# "):
            continue
        if text.startswith("@ "):
            found = _FAMILY.fullmatch(text)
            if found is None or found[3] not in VARIETIES:
                raise ValueError(
                    f"{path.name}:{number}: a family is `@ name tier variety`, one of {', '.join(VARIETIES)}"
                )
            if found[1] in seen:
                raise ValueError(f"{path.name}:{number}: there are two families of the name {found[1]}")
            seen.add(found[1])
            family = found[1], Tier(found[2]), found[3]
        elif family is None:
            raise ValueError(f"{path.name}:{number}: a text before the first family")
        else:
            yield Row(text, family[1], family[2], family[0])
