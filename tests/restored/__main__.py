"""`make restore-drill`: a campaign is exported, put back into a second stack, and compared with what it was.

Ends with 1 on any difference.
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from campaign_cli.project import ROOT
from tests.restored.drill import Drill, drill

REPORT: Path = ROOT / "docs" / "reports" / "restore.md"
SHOWN = 20


def report_of(done: Drill) -> str:
    return "\n".join(_lines(done)) + "\n"


def _lines(done: Drill) -> Iterator[str]:
    yield "# Restore drill"
    yield ""
    yield (
        f"Made by `make restore-drill` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}, embedded AWS."
    )
    yield ""
    yield f"**{len(done.faults)} differences** between a campaign and what was restored of it in a second"
    yield "stack: the table item by item, the hub byte by byte (but for the stacks' own addresses), the"
    yield "schedules by name, time and message, the figures, and what keys had sealed. Nothing was sent a"
    yield "second time. While it was being restored no function answered or took a message; afterwards a new"
    yield "session was told to everybody, once."
    yield ""
    yield "| what there was | |"
    yield "|---|---:|"
    yield from (f"| {what} | {number:,} |" for what, number in done.counted.items())
    yield from (f"| restored: {what} | {number:,} |" for what, number in done.restored.counted.items())
    yield ""
    yield "| step | seconds |"
    yield "|---|---:|"
    yield from (f"| {what} | {seconds:.1f} |" for what, seconds in done.seconds.items())
    yield from (
        f"| of the command: {what} | {seconds:.1f} |" for what, seconds in done.restored.seconds.items()
    )
    if done.faults:
        yield ""
        yield from (f"- {fault[:300]}" for fault in done.faults[:SHOWN])
    yield ""
    yield "On AWS an export takes minutes however small the table is; filling is bound by what a new"
    yield "table on demand takes, 4,000 write units a second at first."


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.restored", description=__doc__)
    parser.add_argument("--videos", type=int, default=2000, help="(%(default)s)")
    parser.add_argument("--readers", type=int, default=500, help="(%(default)s)")
    parser.add_argument("--report", type=Path, default=REPORT, help="where to write the report (%(default)s)")
    asked = parser.parse_args(arguments)

    done = drill(Path(tempfile.mkdtemp(prefix="restore-")), asked.videos, asked.readers)

    text = report_of(done)
    sys.stdout.write(text)
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    asked.report.write_text(text, encoding="utf-8")
    return 1 if done.faults else 0


if __name__ == "__main__":
    sys.exit(main())
