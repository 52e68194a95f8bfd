"""The processes of an embedded AWS: MiniStack, and the workers in which it runs functions."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

EMULATOR = "MiniStack itself"
_WORKER = re.compile(r"ministack-lambda-(.+)-[^-/]+/_worker\.py")
_NAME = re.compile(r"-([A-Z][A-Za-z]+)-[A-Za-z0-9]+$")


class Process(NamedTuple):
    """`resident` is in MiB, `busy` in seconds of CPU since it began."""

    pid: int
    function: str
    resident: float
    busy: float


def of_group(leader: int) -> list[Process]:
    """Those of the group that MiniStack leads; none once it has ended."""
    answer = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid=,rss=,time=,args="], capture_output=True, text=True, check=True
    )
    return list(_of_group(answer.stdout.splitlines(), leader))


def _of_group(lines: Iterable[str], leader: int) -> Iterator[Process]:
    for line in lines:
        pid, group, resident, busy, arguments = line.split(None, 4)
        if int(group) != leader:
            continue
        if int(pid) == leader:
            yield Process(leader, EMULATOR, int(resident) / 1024, _seconds(busy))
        elif worker := _WORKER.search(arguments):
            yield Process(int(pid), function_in(worker[1]), int(resident) / 1024, _seconds(busy))


def function_in(name: str) -> str:
    """The function's logical id: `IngestVideos` of `endthestigma-local-IngestVideosFunction-a1b2c3`."""
    found = _NAME.search(name)
    return (found[1] if found else name).removesuffix("Function")


def _seconds(busy: str) -> float:
    """Of `[[dd-]hh:]mm:ss`, with fractions of a second on some systems."""
    days, _, rest = busy.rpartition("-")
    total = int(days or 0) * 86400.0
    for place, part in enumerate(reversed(rest.split(":"))):
        total += float(part) * 60**place
    return total


@dataclass
class Memory:
    """What every process held over time: (seconds, MiB) by process."""

    samples: dict[int, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    functions: dict[int, str] = field(default_factory=dict)

    def take(self, at: float, processes: Iterable[Process]) -> None:
        for process in processes:
            self.samples[process.pid].append((at, process.resident))
            self.functions[process.pid] = process.function

    def slopes(self, at_least: float) -> dict[str, tuple[int, float, float]]:
        """By function: how many processes were looked at, the most that one held in MiB, and how fast they
        grew in MiB a minute. Only the second half of a life of `at_least` seconds counts: in the first a
        worker fills its caches."""
        found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for pid, samples in self.samples.items():
            half = [sample for sample in samples if sample[0] >= (samples[0][0] + samples[-1][0]) / 2]
            if samples[-1][0] - samples[0][0] >= at_least and len(half) > 2:
                seconds = half[-1][0] - half[0][0]
                most = max(resident for _, resident in samples)
                found[self.functions[pid]].append((slope(half) * 60, most, seconds))
        return {
            function: (
                len(each),
                max(most for _, most, _ in each),
                sum(grown * seconds for grown, _, seconds in each) / sum(seconds for *_, seconds in each),
            )
            for function, each in sorted(found.items())
        }


def slope(points: list[tuple[float, float]]) -> float:
    """Of the line that lies closest to the points, by least squares."""
    x_mean = sum(x for x, _ in points) / len(points)
    y_mean = sum(y for _, y in points) / len(points)
    spread = sum((x - x_mean) ** 2 for x, _ in points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / spread if spread else 0.0
