"""Which plays there are for an event, and what each of them leaves otherwise than a play without a fault."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.faults.calls import AT_READS, READS, Fault
from tests.faults.comparison import Difference, differences
from tests.faults.explained import Told, explained
from tests.faults.play import Played, event_of, play

TWICE = "given twice"
PAIR = "two faults"
PAIRS = 3
"""Of each event, at most."""
LONG = 4
"""Calls of one name in a series, of which all are tried."""
_SEED = "end the stigma"


@dataclass(frozen=True)
class Run:
    """`kind`: the column of the report."""

    function: str
    event: str
    kind: str
    faults: Mapping[int, Fault]

    @property
    def times(self) -> int:
        return 2 if self.kind == TWICE else 1

    def __str__(self) -> str:
        where = ", ".join(f"{fault} call {number}" for number, fault in self.faults.items())
        return f"{self.function}/{self.event}: {where or self.kind}"


@dataclass(frozen=True)
class Result:
    run: Run
    calls: tuple[str, ...]
    unexplained: tuple[Difference, ...]
    rules: tuple[str, ...]
    """The names of the rules that explain what differs."""


def runs_of(function: str, event: str, made: Sequence[str]) -> Iterator[Run]:
    draw = random.Random(f"{_SEED} {function} {event}")  # the same ones each time
    calls = len(made)
    yield Run(function, event, TWICE, {})
    for number in _places(made, draw):
        for fault in Fault:
            if fault in AT_READS or not READS.search(made[number]):
                yield Run(function, event, fault.value, {number: fault})
    faults = [fault for fault in Fault if fault is not Fault.MEANWHILE]
    for _ in range(PAIRS if calls > 1 else 0):
        first = draw.randrange(calls)
        second = draw.randrange(first + 1, 2 * calls)
        yield Run(function, event, PAIR, {first: draw.choice(faults), second: draw.choice(faults)})


def _places(made: Sequence[str], draw: random.Random) -> Iterator[int]:
    """Every call; of a series of the same call without another between them, such as 64 queries of shards or
    a hundred pages written, its ends and a few between."""
    first = 0
    for _, group in groupby(made):
        series = range(first, first + len(list(group)))
        first = series.stop
        if len(series) > LONG:
            yield from sorted({series[0], series[1], series[-1], *draw.sample(series, 2)})
        else:
            yield from series


def result_of(run: Run, straight: Played) -> Result:
    played = play(run.function, run.event, run.faults, run.times)
    found = differences(straight.left, played.left)
    words = json.dumps(event_of(run.function, run.event))
    told = Told(run.function, run.event, run.kind, run.faults, played.calls, words)
    left, rules = explained(told, found)
    return Result(run, played.calls, tuple(left), tuple(rules))
