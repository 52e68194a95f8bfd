"""What screening makes of the families that it has not seen."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import sqrt

from campaign.care.tier import Screening, Tier
from training.care.corpus import Row


def report(rows: Sequence[Row], held_out: Sequence[Row], screen: Callable[[str], Screening]) -> str:
    return "\n".join(_lines(rows, held_out, screen))


def _lines(rows: Sequence[Row], held_out: Sequence[Row], screen: Callable[[str], Screening]) -> Iterator[str]:
    yield f"{len(rows)} texts of {len({row.family for row in rows})} families, {len(held_out)} held out"
    found = [(row, screen(row.text)) for row in held_out]
    for tier in Tier:
        of_tier = [said for row, said in found if row.tier is tier]
        times = Counter(each.tier for each in of_tier)
        yield f"{tier:9} n={len(of_tier):4} " + " ".join(f"{each}={times[each]}" for each in Tier)
    in_danger = (Tier.IMMINENT, Tier.DISTRESS)
    for variety in sorted({row.variety for row in held_out}):
        some = [(row, said) for row, said in found if row.variety == variety]
        imminent = [said.tier is Tier.IMMINENT for row, said in some if row.tier is Tier.IMMINENT]
        danger = [said.tier in in_danger for row, said in some if row.tier in in_danger]
        false = [said.tier in in_danger for row, said in some if row.tier not in in_danger]
        yield f"{variety:9} imminent {_share(imminent)} · in danger {_share(danger)}"
        yield f"{'':9} false alarms {_share(false)}"
    imminent = [said.tier is Tier.IMMINENT for row, said in found if row.tier is Tier.IMMINENT]
    yield f"imminent found: {_share(imminent)}"
    for row, said in found:
        if row.tier is Tier.IMMINENT and said.tier is not Tier.IMMINENT:
            yield f"missed, taken for {said.tier}: {row.family}: {row.text}"


def _share(hits: Sequence[bool]) -> str:
    """With Wilson's interval, 95 %."""
    n = len(hits)
    if not n:
        return "none"
    share, z = sum(hits) / n, 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}] of {n}"
