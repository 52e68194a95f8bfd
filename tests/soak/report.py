"""docs/reports/soak.md, from what a soak has found."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from campaign_cli.project import ROOT
from tests.soak.processes import EMULATOR
from tests.soak.run import FLAT, LIFE, Outcome
from tests.soak.world import DUPLICATES, POISON

REPORT: Path = ROOT / "docs" / "reports" / "soak.md"
SHOWN = 20
COMPARED = (
    "videos",
    "figures",
    "care cases",
    "sessions",
    "subscribers",
    "deliveries",
    "quarantine",
    "dead letters",
    "the hub's pages",
    "memory",
    "everybody who acted",
)


def report_of(outcome: Outcome) -> str:
    return "\n".join(_lines(outcome)) + "\n"


def _lines(outcome: Outcome) -> Iterator[str]:
    total = sum(outcome.sent.values())
    differences = sum(map(len, outcome.faults.values()))
    yield "# Soak"
    yield ""
    yield (
        f"Made by `make soak` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}, embedded AWS. "
        f"Load of the machine at its end: {os.getloadavg()[0]:.1f}."
    )
    yield ""
    yield (
        f"**{differences} differences.** {outcome.minutes:g} minutes at {outcome.rate:.1f} messages "
        f"a second, {DUPLICATES:.0%} of them sent twice, {POISON:.0%} poison, all out of order; "
        f"{total:,} messages in all with the ramp. Queues drained {outcome.drained_after:.0f} s "
        f"after the last one; at the most {outcome.most_waiting:,} messages waited"
        + (f", and nothing was sent for {outcome.paused:.0f} s." if outcome.paused else ".")
    )
    yield ""
    yield "A message that a killed function held comes back when its queue's visibility timeout is over,"
    yield "up to six minutes later (`deliver`): that, not work, is what draining waits for."
    if outcome.steps:
        yield ""
        yield "## The highest steady rate"
        yield ""
        yield "| asked for, a second | sent, a second | waiting in the queues then |"
        yield "|---:|---:|---:|"
        yield from (f"| {rate:g} | {sent:.1f} | {waiting} |" for rate, sent, waiting in outcome.steps)
    yield ""
    yield "## What was done"
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield from (f"| sent: {way} | {number:,} |" for way, number in sorted(outcome.sent.items()))
    yield from (f"| {what} | {number:,} |" for what, number in outcome.counted.items())
    yield from (f"| killed: {name} | {number} |" for name, number in sorted(outcome.trouble.killed.items()))
    yield from (f"| answers: {kind} | {number} |" for kind, number in sorted(outcome.trouble.failed.items()))
    yield ""
    yield "## Beside the model"
    yield ""
    yield "| compared | differences |"
    yield "|---|---:|"
    yield from (f"| {what} | {len(outcome.faults.get(what, ()))} |" for what in COMPARED)
    yield ""
    for what, number in sorted(outcome.explained.items()):
        yield f"Explained by the repeat policy of its class: {number} deliveries {what}."
    for what, lines in outcome.faults.items():
        yield f"- **{what}**"
        yield from (f"  - {line[:300]}" for line in lines[:SHOWN])
    yield ""
    yield "## Memory"
    yield ""
    yield f"Resident, of processes that lived {LIFE:.0f} s or longer; growth in the second half of"
    yield "their lives, by least squares, weighted by how long they lived."
    yield f"A function may grow by {FLAT:g} MiB a minute."
    yield ""
    yield "| function | processes | most, MiB | growth, MiB a minute |"
    yield "|---|---:|---:|---:|"
    for function, (processes, most, grown) in outcome.memory.items():
        if function != EMULATOR:
            yield f"| {function} | {processes} | {most:.0f} | {grown:+.2f} |"
    first, last = outcome.emulator
    yield ""
    yield (
        f"MiniStack itself went from {first:.0f} to {last:.0f} MiB, and must: it keeps every item, every "
        "mail, every log line, every stream record of a day and up to 200,000 recorded API calls in memory. "
        f"That is {(last - first) * 1024 / max(total, 1):.1f} KiB a message; "
        "it says nothing of AWS, so it is no bar."
    )
