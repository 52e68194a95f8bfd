"""`make bench`: what a record, a delivery, a page, a text and a cold start cost, and whether that is within
the bars.

Ends with 1 when a bar is missed, or when a ratio to a peer is worse than the one that is kept (ratios.toml).
Bars and kept ratios are of what was measured in the same run, never times. Writes docs/reports/bench.md and
the figures of docs/scale.md.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from campaign.kernel.clock import utc_now
from tests.benchmarks import deliveries, hub, imports, intake, layers, ratios, report, scale, steps, texts
from tests.benchmarks import measured as run
from tests.benchmarks.bill import prices

Found = TypeVar("Found")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--repetitions", type=int, default=15, help="of each measurement, at least 2 (%(default)s)"
    )
    parser.add_argument("--batches", type=int, default=20, help="batches a repetition (%(default)s)")
    parser.add_argument(
        "--deliveries",
        type=int,
        nargs="+",
        default=deliveries.NUMBERS,
        help="how many, at least two (%(default)s)",
    )
    parser.add_argument(
        "--renew", action="store_true", help="keep this run's ratios in the place of those kept"
    )
    parser.add_argument(
        "--again", action="store_true", help="write report and scale.md anew from the last run's figures"
    )
    parser.add_argument("--look", action="store_true", help="write nothing, only print")
    asked = parser.parse_args(arguments)

    found = run.read(report.FIGURES) if asked.again else measure(asked)
    if asked.renew:
        ratios.write(run.ratios(found, prices()))
    faults = found.faults if asked.again else report.missed(found, prices())
    if not asked.look:
        report.write(replace(found, faults=faults), prices())
        scale.write(found, prices())
    print("\n".join(f"MISSED  {fault}" for fault in faults) or "Every bar and every kept ratio holds.")
    return 1 if faults else 0


def measure(asked: argparse.Namespace) -> run.Measured:
    at, before = utc_now(), os.getloadavg()[0]
    costs = _told(intake.measure(asked.repetitions, asked.batches), intake.table)
    delivered = _told(deliveries.measure(asked.deliveries), deliveries.table)
    shown = _told(hub.measure(), hub.table)
    whole = _told(hub.measure_whole(), hub.table_whole)
    screened = _told(texts.measure(), texts.table)
    spent = _told(imports.measure(asked.repetitions, imports.FUNCTIONS), imports.table)
    sizes = _told(layers.measure(), layers.table)
    return run.Measured(
        at=at,
        intake=costs,
        deliveries=delivered,
        hub=shown,
        whole=whole,
        visit=hub.weigh(),
        texts=screened,
        imports=spent,
        layers=sizes,
        steps=steps.measure(),
        machine=run.machine((before, os.getloadavg()[0])),
    )


def _told(found: Found, table: Callable[[Found], list[str]]) -> Found:
    print("\n".join(table(found)), flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
