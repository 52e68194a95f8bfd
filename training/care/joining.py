"""Long texts, made of several: one passage is a sign of danger and the rest is the talk of every day.

People write longer texts than the corpus has, and a model that has seen short ones alone takes length for a
sign."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from campaign.care.tier import Tier
from training.care.corpus import Row

IN_DANGER = (Tier.IMMINENT, Tier.DISTRESS)
_PARTS = (2, 3, 4, 6, 9)
_TOLD = (2, 3, 4, 6, 9, 12)
_OWN = (0.3, 1.0)
"""How much of a post that somebody in danger tells speaks of it."""
_BETWEEN = (" ", ". ", "\n")


def joined(rows: Sequence[Row], share: float, seed: int) -> Iterator[Row]:
    """`share` of the number of rows, each of texts in one writing. In danger when a part of it is; at most
    half of its parts are, so that everyday talk stands around every sign."""
    chance = Random(seed)  # noqa: S311 the same texts each time, no secret
    texts: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in rows:
        texts[_writing(row), row.tier in IN_DANGER].append(row)
    for (writing, in_danger), some in sorted(texts.items()):
        harmless = texts[writing, False]
        for number in range(int(share * len(some))):
            count = chance.choice(_PARTS)
            signs = chance.randint(1, max(1, count // 2)) if in_danger else 0
            parts = chance.sample(some, min(signs, len(some))) if in_danger else []
            parts += chance.sample(harmless, min(count - signs, len(harmless)))
            chance.shuffle(parts)
            tier = min((part.tier for part in parts), key=list(Tier).index)
            text = chance.choice(_BETWEEN).join(part.text for part in parts)
            yield Row(text, tier, writing, f"joined.{writing}.{number}")


def told(rows: Sequence[Row], number: int, seed: int) -> Iterator[Row]:
    """English posts as somebody tells of themselves: half of what is in danger comes from one family, the
    rest from all, and anything from a third to all of a post is. As many that are harmless, made alike."""
    chance = Random(seed)  # noqa: S311 the same texts each time, no secret
    english = [row for row in rows if row.variety in ("en", "emoji")]
    families: dict[str, list[Row]] = defaultdict(list)
    for row in english:
        families[row.family].append(row)
    harmless = [row for row in english if row.tier not in IN_DANGER]
    for some in ([row for row in english if row.tier in IN_DANGER], harmless):
        for place in range(number):
            count = chance.choice(_TOLD)
            own = count if some is harmless else max(1, round(count * chance.uniform(*_OWN)))
            family = families[chance.choice(some).family]
            parts = chance.sample(family, min(len(family), own // 2))
            parts += chance.sample(some, own - len(parts))
            parts += chance.sample(harmless, count - own)
            chance.shuffle(parts)
            tier = min((part.tier for part in parts), key=list(Tier).index)
            yield Row(chance.choice(_BETWEEN).join(part.text for part in parts), tier, "en", f"told.{place}")


def _writing(row: Row) -> str:
    if row.variety in ("en", "emoji"):
        return "en"
    return row.variety if row.variety in ("arabizi", "mixed") else "arabic"
