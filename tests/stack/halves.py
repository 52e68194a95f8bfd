"""The stack tests as two halves side by side, each on an embedded AWS of its own: they mostly wait.

`python -m tests.stack.halves` runs both. What only both together can say, such as which of a role's
allowances no test has used, they tell each other through a folder.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

FIRST = frozenset({"browser", "test_care", "test_forms", "test_feeds_and_wall", "test_replay"})
"""Folders and files of the first half, as long as all others together; what is new goes to the second."""
HALVES = ("first", "second")
_HALF, _FOLDER = "STACK_HALF", "STACK_HALVES_FOLDER"
_PATIENCE = 15 * 60.0
"""Seconds for which a half waits for the other one at its end."""


def belongs(item: pytest.Item) -> bool:
    """Whether a test is of the half that runs here; where all run together, each is."""
    half = os.environ.get(_HALF)
    if half is None or item.get_closest_marker("closing") is not None:
        return True
    inside = item.path.relative_to(Path(__file__).parent)
    return (Path(inside.parts[0]).stem in FIRST) == (half == "first")


def told_by_all(what: str, found: Collection[str]) -> list[frozenset[str]]:
    """What this run has found and, where it is a half, what the other one has."""
    half = os.environ.get(_HALF)
    if half is None:
        return [frozenset(found)]
    folder = Path(os.environ[_FOLDER])
    part = folder / f"{half}.part"
    part.write_text(json.dumps(sorted(found)))
    part.rename(folder / f"{half}-{what}.json")  # whole, or not there
    return [_told(folder, each, what) for each in HALVES]


def _told(folder: Path, half: str, what: str) -> frozenset[str]:
    file, end = folder / f"{half}-{what}.json", time.monotonic() + _PATIENCE
    while not file.exists():
        if (folder / f"{half}.ended").exists() or time.monotonic() > end:
            pytest.fail(f"the {half} half has not told what it found of {what}: see its own failures")
        time.sleep(0.5)
    return frozenset(json.loads(file.read_text()))


def main(options: list[str]) -> int:
    """Run both, print what each has to say when both have ended, and answer the worse of their exit codes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        running = {half: _started(half, folder, options) for half in HALVES}
        codes: dict[str, int] = {}
        while len(codes) < len(running):
            time.sleep(0.5)
            for half, process in running.items():
                if half not in codes and (code := process.poll()) is not None:
                    codes[half] = code
                    (folder / f"{half}.ended").touch()
        for half in HALVES:
            print(f"\n===== Stack tests, the {half} half =====")  # noqa: T201 - pytest's own output
            print((folder / f"{half}.log").read_text("utf-8"), flush=True)  # noqa: T201 - the same
    return max(codes.values())


def _started(half: str, folder: Path, options: list[str]) -> subprocess.Popen[bytes]:
    with (folder / f"{half}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", "-m", "stack", "tests/stack", *options],
            env={**os.environ, _HALF: half, _FOLDER: str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
