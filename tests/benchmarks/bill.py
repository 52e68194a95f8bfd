"""What a measured load costs: quantities that AWS bills, and the dated price of each (prices.toml)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tests.benchmarks.steps import Step

FILE = Path(__file__).with_name("prices.toml")
MILLION = 1_000_000
_GIGABYTE = 1e9
_QUEUES = ("SendMessage", "SendMessageBatch")
Quantities = Mapping[str, float]
"""By the names of prices.toml."""


@dataclass(frozen=True)
class Price:
    """`usd` for as many as `per`."""

    what: str
    usd: float
    per: float
    source: str
    read: str


@dataclass(frozen=True)
class Assumed:
    """How a run that was measured becomes one that is billed. `milliseconds`: of a call, by operation."""

    core_mb: float
    pages_a_visit: int
    first_visits: float
    cdn_misses: float
    milliseconds: Mapping[str, float]


@dataclass(frozen=True)
class Prices:
    region: str
    date: date
    price: Mapping[str, Price]
    assumed: Assumed

    def usd(self, quantities: Quantities) -> float:
        """Raises KeyError for what has no price."""
        return sum(self.line(name, quantity) for name, quantity in quantities.items())

    def line(self, name: str, quantity: float) -> float:
        price = self.price[name]
        return quantity * price.usd / price.per


@cache
def prices(file: Path = FILE) -> Prices:
    read = tomllib.loads(file.read_text("utf-8"))
    return Prices(
        read["region"],
        read["date"],
        MappingProxyType({name: Price(**price) for name, price in read["price"].items()}),
        Assumed(**read["assumed"]),
    )


def seconds(step: Step, assumed: Assumed) -> float:
    """Billed for one item: its CPU on the share of a core that the memory buys, and its calls one after
    the other."""
    computing = step.microseconds / 1e6 * max(1.0, assumed.core_mb / step.megabytes)
    waiting = sum(count * assumed.milliseconds[operation] for operation, count in step.calls.items()) / 1e3
    return computing + waiting


def of_step(step: Step, assumed: Assumed) -> dict[str, float]:
    """Of one item."""
    return {
        "lambda_request": 1 / step.items,
        "lambda_gb_second": seconds(step, assumed) * step.megabytes / 1024,
        "dynamodb_write": step.write_units,
        "dynamodb_read": step.read_units,
        "sqs_request": sum(step.calls.get(operation, 0.0) for operation in _QUEUES),
        "bus_event": step.events,
        "mail": step.mails,
        "log_gb": step.log_bytes / _GIGABYTE,
    }


def total(parts: Iterable[Quantities], times: float = 1.0) -> dict[str, float]:
    summed: dict[str, float] = {}
    for part in parts:
        for name, quantity in part.items():
            summed[name] = summed.get(name, 0.0) + quantity * times
    return {name: quantity for name, quantity in summed.items() if quantity}
