"""`make replay-schedule FILE=…`: a schedule's changes through the real handlers, compared with the model.

Ends with 1 when any reader was told anything else than the model says, or at another time.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.announced import changes
from tests.announced.audience import invent
from tests.announced.play import of_the_file, play

SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.announced", description=__doc__)
    parser.add_argument("file", type=Path, help="one change a line, as docs/operations.md says")
    parser.add_argument("--readers", type=int, default=500, help="how many are invented (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another number, other readers (%(default)s)")
    parser.add_argument("--first", type=int, help="only so many of the file's changes (all)")
    parser.add_argument("--shards", type=int, default=1, help="of the audience; 64 on AWS (%(default)s)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="(%(default)s)")
    asked = parser.parse_args(arguments)
    try:
        steps = list(changes.read(asked.file))[: asked.first]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    readers = invent(asked.readers, list(dict.fromkeys(step.session for step in steps)), asked.seed)

    started = time.monotonic()
    with ProcessPoolExecutor(asked.processes, get_context("spawn")) as pool:
        parts = [
            pool.submit(play, steps, readers[part :: asked.processes], asked.shards, straight=True)
            for part in range(asked.processes)
        ]
        outcomes = [part.result() for part in parts]

    print(f"{asked.file.name}, {asked.readers} readers, {time.monotonic() - started:.0f} s")
    counts = of_the_file(steps)
    for outcome in outcomes:
        counts.update(outcome.counts)
    width = max(map(len, counts))
    print("\n".join(f"  {name:<{width}}  {count:>8,}" for name, count in counts.items()))
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    print("\n".join(f"DIFFERS  {fault}" for fault in faults[:SHOWN]) or "Exactly what the model says.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
