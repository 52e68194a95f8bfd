"""`make faults`: every play of every function, and its report."""

import argparse
import os
import platform
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

from tests.faults import quick_botocore
from tests.faults.play import play, scenes
from tests.faults.report import report
from tests.faults.sweep import Result, result_of, runs_of
from tests.templates import ROOT

REPORT = ROOT / "docs" / "reports" / "faults.md"


def swept(scene: tuple[str, str]) -> list[Result]:
    """All plays of one event."""
    quick_botocore()
    warnings.simplefilter("ignore")
    straight = play(*scene)
    again = play(*scene)
    assert again.left == straight.left, f"{scene}: two plays without a fault differ"
    return [result_of(run, straight) for run in runs_of(*scene, straight.calls)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("functions", nargs="*", help="these functions only, and no report is written")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    started = datetime.now(UTC)
    wanted = [
        (function, name)
        for function, names in scenes().items()
        for name in names
        if not arguments.functions or function in arguments.functions
    ]
    results: list[Result] = []
    with ProcessPoolExecutor(arguments.processes) as pool:
        for found in pool.map(swept, wanted):
            results += found
            for result in found:
                for difference in result.unexplained:
                    print(f"{result.run}: {difference}", flush=True)
    unexplained = sum(bool(result.unexplained) for result in results)
    minutes = (datetime.now(UTC) - started).total_seconds() / 60
    print(f"{len(results)} plays in {minutes:.0f} minutes, {unexplained} with an unexplained difference")
    if not arguments.functions:
        REPORT.parent.mkdir(exist_ok=True)
        machine = f"{os.cpu_count()} processors ({platform.machine()}), Python {platform.python_version()}"
        REPORT.write_text(report(results, started, minutes, machine), encoding="utf-8")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main())
