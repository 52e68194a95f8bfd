"""Ratios of this run to peers of the same run, beside those that were kept: what became worse fails the
bench.

Never times: another machine has others, and a busy one as well. Counts and prices are ratios to an item, and
exact.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("ratios.toml")
_HEAD = """\
# Ratios that `make bench` compares its own with, written by `make bench ARGS=--renew`. A ratio may be higher
# than here by its tolerance: `exact` ones are counts and prices, `cpu` ones shares of a peer's CPU in the
# same run. Renew them only together with the reason, in the commit that changes them.
"""
TOLERANCES = {"exact": 0.005, "cpu": 0.25}


@dataclass(frozen=True)
class Kept:
    """By kind and name; `tolerance`: by how much of itself a ratio may rise, by kind."""

    tolerance: Mapping[str, float]
    ratios: Mapping[str, Mapping[str, float]]


Ratios = Mapping[str, Mapping[str, float]]


def read(file: Path = FILE) -> Kept:
    found = tomllib.loads(file.read_text("utf-8"))
    return Kept(found.pop("tolerance"), found)


def write(ratios: Ratios, file: Path = FILE) -> None:
    """In the place of those that were kept; the tolerances stay."""
    tolerance = read(file).tolerance if file.exists() else TOLERANCES
    lines = [_HEAD, "[tolerance]", *(f"{kind} = {value}" for kind, value in tolerance.items())]
    for kind, named in ratios.items():
        lines += ["", f"[{kind}]", *(f'"{name}" = {value:.4g}' for name, value in sorted(named.items()))]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def missed(ratios: Ratios, kept: Kept) -> list[str]:
    """What became worse, and what is known on one side alone: a measurement that vanished is no
    improvement."""
    faults: list[str] = []
    for kind, named in ratios.items():
        before = kept.ratios.get(kind, {})
        for name in sorted(named.keys() ^ before.keys()):
            faults.append(
                f"{name}: {'not measured any more' if name in before else 'not kept yet'}, --renew the ratios"
            )
        for name in sorted(named.keys() & before.keys()):
            limit = before[name] * (1 + kept.tolerance[kind])
            if named[name] > limit:
                faults.append(f"{name}: {named[name]:.4g} was {before[name]:.4g} and may be {limit:.4g}")
    return faults
