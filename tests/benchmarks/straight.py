"""Whether something costs in proportion to how much of it there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import correlation, linear_regression

GROWTH_BAR = 1.1
"""What is twice as much costs at most 2 ** 1.1 = 2.14 times as much."""


@dataclass(frozen=True)
class Line:
    """Least squares through (how many, cost): `fixed` + `each` x how many. `growth`: the power of how many
    with which the cost grows, 1 for a straight line through zero and less for one above it. `fit`: the
    square of the correlation."""

    fixed: float
    each: float
    growth: float
    fit: float

    def __str__(self) -> str:
        grows = f"grows with the power {self.growth:.2f}; R² {self.fit:.4f}"
        return f"{self.fixed:,.4g} + {self.each:,.4g} each; {grows}"


def line(points: Sequence[tuple[float, float]]) -> Line:
    """Of at least two different points, none of them zero."""
    numbers, costs = zip(*points, strict=True)
    each, fixed = linear_regression(numbers, costs)
    growth, _ = linear_regression([*map(log, numbers)], [*map(log, costs)])
    return Line(fixed, each, growth, correlation(numbers, costs) ** 2)


def missed(what: str, found: Line) -> list[str]:
    if found.growth <= GROWTH_BAR:
        return []
    return [f"{what}: the cost grows with the power {found.growth:.2f} of how many, the bar is {GROWTH_BAR}"]
