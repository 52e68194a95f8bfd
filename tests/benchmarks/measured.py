"""All that one run of the bench has measured: what its report is written from, and kept beside it."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from statistics import median

from pydantic import TypeAdapter

from tests.benchmarks import imports, loads, straight
from tests.benchmarks.bill import Prices
from tests.benchmarks.deliveries import Cost as Delivered
from tests.benchmarks.hub import Cost as Shown
from tests.benchmarks.hub import Whole
from tests.benchmarks.intake import Cost as TakenIn
from tests.benchmarks.intake import share
from tests.benchmarks.ratios import Ratios
from tests.benchmarks.steps import Step
from tests.benchmarks.texts import Cost as Screened

_CPUS = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Machine:
    """`load`: how many wanted a core, on average of the minute before and at the end."""

    processor: str
    cores: int
    system: str
    python: str
    load: tuple[float, float]


@dataclass(frozen=True)
class Measured:
    """`faults`: what it missed of the bars and kept ratios of its day; the code beside it goes on."""

    at: datetime
    machine: Machine
    intake: dict[str, dict[str, TakenIn]]
    deliveries: dict[str, list[Delivered]]
    hub: list[Shown]
    whole: list[Whole]
    visit: loads.Visit
    texts: list[Screened]
    imports: dict[str, list[float]]
    layers: dict[str, float]
    steps: dict[str, Step]
    faults: list[str] = field(default_factory=list)


_ADAPTER = TypeAdapter(Measured)


def read(file: Path) -> Measured:
    return _ADAPTER.validate_json(file.read_bytes())


def write(measured: Measured, file: Path) -> None:
    file.write_bytes(_ADAPTER.dump_json(measured, indent=1) + b"\n")


def machine(load: tuple[float, float]) -> Machine:
    return Machine(
        _processor(),
        os.cpu_count() or 1,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        load,
    )


def _processor() -> str:
    lines = _CPUS.read_text("utf-8").splitlines() if _CPUS.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def lines(measured: Measured) -> dict[str, straight.Line]:
    """What has to cost in proportion to its number."""
    return {
        "deliveries, CPU": straight.line(
            [(one.deliveries, one.deliveries * one.microseconds) for one in measured.deliveries["ours"]]
        ),
        "the whole hub by its videos, CPU": straight.line(
            [(one.videos, one.milliseconds) for one in measured.whole]
        ),
        "the whole hub by its files, calls": straight.line(
            [(one.files, one.calls) for one in measured.whole]
        ),
        "a screened text by its characters, CPU": straight.line(
            [(one.characters, one.microseconds) for one in measured.texts]
        ),
    }


def ratios(measured: Measured, prices: Prices) -> Ratios:
    return {"exact": _counted(measured.steps, measured.visit, prices), "cpu": _shares(measured)}


def _counted(steps: loads.Steps, visit: loads.Visit, prices: Prices) -> dict[str, float]:
    """Of an item, and without CPU: what no noise changes. Prices are parts of what the same costs in the
    idiom."""
    assumed = prices.assumed
    still = {name: replace(step, microseconds=0.0) for name, step in steps.items()}
    found = {
        "a video's price, of the idiom's": prices.usd(loads.video(still, assumed))
        / prices.usd(loads.video_in_the_idiom(still, assumed)),
        "a delivery's price, of the idiom's": prices.usd(loads.delivery(still, assumed))
        / prices.usd(loads.delivery_in_the_idiom(still, assumed)),
        "a visit's price, of the idiom's": prices.usd(loads.visit(visit, assumed))
        / prices.usd(loads.visit_in_the_idiom(visit, still, assumed)),
    }
    for name in ("ingest_videos", "relay_changes", "count_figures", "announce", "deliver"):
        step = steps[name]
        found[f"{name}: calls"] = sum(step.calls.values())
        if name != "relay_changes":
            found |= {f"{name}: write units": step.write_units, f"{name}: read units": step.read_units}
    return found


def counted(steps: loads.Steps, visit: loads.Visit, prices: Prices) -> Ratios:
    """The exact ones alone, for who measures nothing else."""
    return {"exact": _counted(steps, visit, prices)}


def _shares(measured: Measured) -> dict[str, float]:
    """Of a peer's CPU in the same run."""
    found: dict[str, float] = {}
    for case, costs in measured.intake.items():
        for peer in ("bare", "powertools"):
            found[f"ingest_videos, {case}, of {peer}"] = share(costs["ours"], costs[peer])
    put = measured.intake["all new"]["bare"].middle
    (bare,) = measured.deliveries["bare"]
    found["deliver, of bare"] = measured.deliveries["ours"][-1].microseconds / bare.microseconds
    found["a screened caption, of a put"] = measured.texts[0].microseconds / put
    found["a file of the hub, of a put"] = (
        measured.whole[-1].milliseconds * 1e3 / measured.whole[-1].files / put
    )
    found["a change of the hub, of a put"] = measured.hub[-1].milliseconds * 1e3 / put
    base = median(measured.imports[imports.BASE])
    for function in _imported(measured):
        found[f"import {function}"] = median(measured.imports[imports.statement(function)]) / base
    return found


def _imported(measured: Measured) -> Iterable[str]:
    return [function for function in imports.FUNCTIONS if imports.statement(function) in measured.imports]
