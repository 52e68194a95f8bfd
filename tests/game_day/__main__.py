"""`make game-day`: a deployed campaign is broken on purpose, alarm by alarm, and mended as the runbook says.

Ends with 1 if what an alarm watches did not go beyond its threshold, or did not come back.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from campaign_cli import sam
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.project import ROOT
from tests.game_day.day import BREAKS, NOT_PLAYED, Day, Row
from tests.simulators.server import TikTokSimulator

REPORT: Path = ROOT / "docs" / "reports" / "game-day.md"


def report_of(rows: list[Row], faults: list[str]) -> str:
    return "\n".join(_lines(rows, faults)) + "\n"


def _lines(rows: list[Row], faults: list[str]) -> Iterator[str]:
    yield "# Game day"
    yield ""
    yield (
        f"Made by `make game-day` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}, embedded AWS."
    )
    yield ""
    yield (
        f"**{len(rows)} alarms broken for, {sum(row.is_right for row in rows)} seen and brought back**; "
        f"{len(NOT_PLAYED)} not played, below. The embedded AWS evaluates no alarm: what an alarm watches is "
        "read at its source and held against the threshold that was deployed. Only the age of a queue is "
        "waited for over all of the alarm's periods; the others are seen once."
    )
    yield ""
    yield "| alarm | broken | seen | rings above | brought back by | seen then |"
    yield "|---|---|---:|---:|---|---:|"
    for row in rows:
        seen = f"{row.seen:g} | {row.threshold:g}"
        yield f"| {row.alarm} | {row.broken} | {seen} | {row.steps} | {row.back:g} |"
    yield ""
    yield from (f"- {fault}" for fault in faults)
    yield ""
    yield "## Not played"
    yield ""
    yield "| alarm | why not |"
    yield "|---|---|"
    yield from (f"| {alarm} | {why} |" for alarm, why in sorted(NOT_PLAYED.items()))


def main() -> int:
    with TikTokSimulator() as tiktok, ExitStack() as stack:
        aws = EmbeddedAws(Path(tempfile.mkdtemp(prefix="game-day-")))
        stack.callback(aws.stop)
        aws.start()
        parameters = {"TikTokOembedUrl": f"{tiktok.url}/oembed", "TikTokApiUrl": tiktok.url}
        day = Day(aws, sam.deploy(aws, parameters))
        faults = []
        for play, alarms in BREAKS.items():
            sys.stdout.write(f"{play.__name__}\n")
            sys.stdout.flush()
            play(day)
            told = {row.alarm for row in day.rows}
            faults += [f"{alarm}: nothing was told of it" for alarm in alarms if alarm not in told]
    faults += [f"{row.alarm}: {row.seen:g}, then {row.back:g}" for row in day.rows if not row.is_right]
    text = report_of(day.rows, faults)
    sys.stdout.write(text)
    REPORT.write_text(text, encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
