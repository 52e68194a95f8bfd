"""`make soak`: everything at once on the deployed embedded stack, at the highest rate that it keeps up with.

First a ramp finds that rate, with everybody at work and nothing in trouble. Then for so many minutes
functions are killed at work and TikTok fails, while the traffic goes on. At the end, when all queues have
drained, what the campaign holds is compared with what must come of it. Ends with 1 on any difference.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.soak.report import REPORT, report_of
from tests.soak.run import soak


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of trouble (%(default)s)")
    parser.add_argument("--rate", type=float, help="messages a second; the ramp finds it if not given")
    parser.add_argument(
        "--report", type=Path, help=f"where to write the report; a run of 10 minutes or more: {REPORT.name}"
    )
    asked = parser.parse_args(arguments)
    report = asked.report or (REPORT if asked.minutes >= 10 else None)

    outcome = soak(Path(tempfile.mkdtemp(prefix="soak-")), asked.minutes, asked.rate)

    text = report_of(outcome)
    sys.stdout.write(text)
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(text, encoding="utf-8")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
