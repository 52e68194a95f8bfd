"""A linear model over character n-grams, trained offline (training/care) and scored without numpy.

All n-grams are in one Aho-Corasick automaton: one pass over the text in C finds every one of them. A weight
is a complex number, because `sum` adds both halves at once: its real part speaks for danger, its imaginary
part for imminent danger."""

from collections.abc import Mapping
from functools import cache
from math import exp, sqrt
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ahocorasick import Automaton

from campaign.care.lexicon import Kind
from campaign.care.packing import unpack

WEIGHTS = Path(__file__).with_name("weights.json.gz")
UNIT = 1000
"""Weights are whole thousandths in the file."""


class Chances(NamedTuple):
    """Between 0 and 1; they rise with danger, and are no probabilities of anything outside of the corpus."""

    danger: float
    imminent: float


class Model:
    """`grams`: weights of n-grams · `kinds`: of signs that rules found · `bias`: of neither."""

    def __init__(self, grams: dict[str, complex], kinds: dict[Kind, complex], bias: complex) -> None:
        self._grams = Automaton()
        for gram, weight in grams.items():
            self._grams.add_word(gram, weight)
        self._grams.make_automaton()
        self._kinds, self._bias = kinds, bias

    def __call__(self, text: str, counts: Mapping[Kind, int]) -> Chances:
        """Of a normalised text."""
        found: complex = sum(map(_weight, self._grams.iter(text)), 0j)
        total = (
            self._bias
            + found * scale(text)
            + sum((self._kinds[kind] * count for kind, count in counts.items()), 0j)
        )
        return Chances(_logistic(total.real), _logistic(total.imag))


def scale(text: str) -> float:
    """Long texts have more n-grams; this much less each of them counts."""
    return 1 / sqrt(max(len(text), 24))


@cache
def trained(path: Path = WEIGHTS) -> Model:
    stored = unpack(path)

    def weights(part: dict[str, list[int]]) -> dict[str, complex]:
        return {name: complex(danger, imminent) / UNIT for name, (danger, imminent) in part.items()}

    return Model(
        weights(stored["grams"]),
        {Kind(name): weight for name, weight in weights(stored["kinds"]).items()},
        complex(*stored["bias"]) / UNIT,
    )


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


_weight = itemgetter(1)
