"""What a record costs `ingest_videos` and two peers: CPU and AWS calls, all in one process, taking turns."""

import importlib
import os
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

from campaign.kernel.observability import logger
from tests.benchmarks.answers import answered_at_once
from tests.benchmarks.batches import CASES, RECORDS, TABLE, batches

CPU_BAR = 0.5
"""Of the bare handler's CPU a record, at most."""
CALLS_BAR = 0.3
"""AWS calls a record, at most."""
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "TABLE_NAME": TABLE,
}
HANDLERS = {
    "ours": "functions.ingest_videos.app",
    "bare": "tests.benchmarks.bare_handler",
    "powertools": "tests.benchmarks.powertools_handler",
}


class LambdaContext:
    function_name = "bench"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:bench"
    aws_request_id = "00000000-0000-0000-0000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


@dataclass
class Cost:
    """Of one handler in one case: CPU microseconds a record in each repetition, and AWS calls a record."""

    microseconds: list[float] = field(default_factory=list)
    calls: float = 0.0

    @property
    def middle(self) -> float:
        return median(self.microseconds)

    @property
    def quartiles(self) -> tuple[float, float]:
        low, _, high = quantiles(self.microseconds, n=4)
        return low, high


def measure(repetitions: int, batch_count: int) -> dict[str, dict[str, Cost]]:
    """By case and handler. At least two repetitions; the first round of all only warms up."""
    with (
        patch.dict(os.environ, ENVIRONMENT),
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        patch.object(logger.registered_handler, "stream", nowhere),  # what is logged is written, but not here
        redirect_stdout(nowhere),  # the metrics
        answered_at_once() as (answers, calls),
    ):
        handlers = {name: importlib.import_module(module).handler for name, module in HANDLERS.items()}
        costs = {case: {name: Cost() for name in handlers} for case in CASES}
        for case in CASES:
            made = batches(case, batch_count)
            for repetition in range(repetitions + 1):
                for name, handler in handlers.items():
                    calls.clear()
                    spent = 0.0
                    for batch in made:
                        answers.clear()
                        answers.update(getattr(batch, name))
                        spent += _cpu_of(handler, batch.event)
                    if repetition:
                        costs[case][name].microseconds.append(spent * 1e6 / batch_count / RECORDS)
                    costs[case][name].calls = calls.total() / batch_count / RECORDS
        return costs


def share(ours: Cost, peer: Cost) -> float:
    """Of the peer's CPU: the median of what each repetition says, in which both took turns. A neighbour
    who is busy for a while weighs on both."""
    return median(mine / theirs for mine, theirs in zip(ours.microseconds, peer.microseconds, strict=True))


def _cpu_of(handler: Callable[[dict[str, Any], Any], object], event: dict[str, Any]) -> float:
    started = time.process_time()
    answer = handler(event, LambdaContext())
    spent = time.process_time() - started
    assert answer in (None, {"batchItemFailures": []}), "a failure is no measurement"
    return spent


def table(costs: dict[str, dict[str, Cost]]) -> list[str]:
    """The costs as lines to print."""
    lines = ["ingest_videos, a record, at batches of 10: CPU as median (quartiles), and AWS calls"]
    for case, by_handler in costs.items():
        lines.append(f"  {case}")
        for name, cost in by_handler.items():
            low, high = cost.quartiles
            lines.append(
                f"    {name:<10} {cost.middle:6.0f} µs ({low:.0f} to {high:.0f})"
                f"  {share(cost, by_handler['bare']):5.2f} of bare  {cost.calls:4.1f} calls"
            )
    return lines


def missed(costs: dict[str, dict[str, Cost]]) -> list[str]:
    """The bars that do not hold, each as a sentence."""
    faults: list[str] = []
    for case, by_handler in costs.items():
        ours = by_handler["ours"]
        ratio = share(ours, by_handler["bare"])
        if ratio > CPU_BAR:
            faults.append(f"{case}: {ratio:.2f} of the bare handler's CPU, the bar is {CPU_BAR}")
        if ours.calls > CALLS_BAR:
            faults.append(f"{case}: {ours.calls:.2f} AWS calls a record, the bar is {CALLS_BAR}")
    return faults
