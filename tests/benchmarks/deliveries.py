"""What a delivery costs `deliver`, at ever more of them, beside a peer that makes one record and one mail."""

import importlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from campaign.kernel.observability import logger
from tests.benchmarks.answers import Seen, answered_at_once
from tests.benchmarks.imports import environment
from tests.benchmarks.intake import LambdaContext
from tests.benchmarks.pages import BARE, TABLE, pages
from tests.benchmarks.units import Units

NUMBERS = (1_000, 10_000, 100_000)
PEERS_NUMBER = 1_000
CALLS_BAR = 0.1
"""AWS calls of SES, and of DynamoDB, a delivery, at most."""
CPU_BAR = 1.0
"""Of the bare peer's CPU a delivery, at most."""
STRAIGHT_BAR = 1.25
"""A delivery among the most costs at most this many times one among the fewest."""
_SES = ("SendBulkEmail", "SendEmail", "GetAccount")
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


@dataclass(frozen=True)
class Cost:
    """A delivery's: CPU microseconds, AWS calls, write units. `deliveries`: of how many."""

    deliveries: int
    microseconds: float
    ses_calls: float
    dynamodb_calls: float
    write_units: float


def measure(numbers: Iterable[int] = NUMBERS) -> dict[str, list[Cost]]:
    """By handler. A first page only warms up."""
    variables = environment("deliver") | _ENVIRONMENT | {"TABLE_NAME": TABLE}
    seen: Seen = []
    with (
        patch.dict(os.environ, variables),
        patch("time.sleep"),  # SES's quota is not what is measured
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        patch.object(logger.registered_handler, "stream", nowhere),  # what is logged is written, but not here
        redirect_stdout(nowhere),  # the metrics
        answered_at_once(seen) as (answers, calls),
    ):
        ours = importlib.import_module("functions.deliver.app").handler
        bare = importlib.import_module("tests.benchmarks.bare_deliverer").handler

        def run(deliveries: int, handler: Callable[..., Any]) -> Cost:
            spent, written = 0.0, 0
            calls.clear()
            for page in pages(deliveries):
                answers.clear()
                answers.update(page.answers if handler is ours else BARE)
                seen.clear()
                spent += _cpu_of(handler, page.event if handler is ours else page.bare_event)
                units = Units()
                units.add(seen)
                written += units.written
            return _cost(deliveries, spent, calls, written)

        run(1, ours), run(1, bare)
        return {"ours": [run(number, ours) for number in numbers], "bare": [run(PEERS_NUMBER, bare)]}


def _cpu_of(handler: Callable[..., Any], event: dict[str, Any]) -> float:
    started = time.process_time()
    answer = handler(event, LambdaContext())
    spent = time.process_time() - started
    assert answer in (None, {"batchItemFailures": []}), "a failure is no measurement"
    return spent


def _cost(deliveries: int, spent: float, calls: Counter[str], units: int) -> Cost:
    ses = sum(calls[name] for name in _SES)
    dynamodb = calls.total() - ses - calls["GetSecretValue"]
    return Cost(
        deliveries, spent * 1e6 / deliveries, ses / deliveries, dynamodb / deliveries, units / deliveries
    )


def table(costs: dict[str, list[Cost]]) -> list[str]:
    """The costs as lines to print."""
    (bare,) = costs["bare"]
    lines = [
        "deliver, a mail, by pages of 48 in two languages: CPU, calls of SES and of DynamoDB, write units"
    ]
    for name, of_handler in costs.items():
        for cost in of_handler:
            lines.append(
                f"    {name:<5} {cost.deliveries:>8,}  {cost.microseconds:6.0f} µs"
                f"  {cost.microseconds / bare.microseconds:5.2f} of bare"
                f"  {cost.ses_calls:6.3f} SES  {cost.dynamodb_calls:6.3f} DynamoDB"
                f"  {cost.write_units:5.2f} WRU"
            )
    return lines


def missed(costs: dict[str, list[Cost]]) -> list[str]:
    """The bars that do not hold, each as a sentence."""
    faults: list[str] = []
    (bare,), fewest, most = costs["bare"], costs["ours"][0], costs["ours"][-1]
    if (ratio := most.microseconds / bare.microseconds) > CPU_BAR:
        faults.append(f"deliver: {ratio:.2f} of the bare peer's CPU, the bar is {CPU_BAR}")
    for provider, calls in (("SES", most.ses_calls), ("DynamoDB", most.dynamodb_calls)):
        if calls > CALLS_BAR:
            faults.append(f"deliver: {calls:.3f} calls of {provider} a delivery, the bar is {CALLS_BAR}")
    if (ratio := most.microseconds / fewest.microseconds) > STRAIGHT_BAR:
        faults.append(
            f"deliver: one of {most.deliveries:,} costs {ratio:.2f} times one of {fewest.deliveries:,}, "
            f"the bar is {STRAIGHT_BAR}"
        )
    return faults
