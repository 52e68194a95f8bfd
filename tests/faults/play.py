"""One play: a world set up, an event that comes as its trigger brings it, faults at some of the calls."""

import contextlib
import copy
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.faults.calls import Calls, Fault
from tests.faults.comparison import normal
from tests.faults.stages import STAGES, VARIANTS
from tests.faults.triggers import GoneError, Runner, kind_of, wake
from tests.faults.world import world_of
from tests.templates import ROOT

EVENTS = ROOT / "events"
Left = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Played:
    calls: tuple[str, ...]
    left: Left


def scenes() -> dict[str, list[str]]:
    """The events of each function: its samples, and what its stage adds to them."""
    found = {
        folder.name: sorted(path.stem for path in folder.glob("*.json"))
        for folder in sorted(EVENTS.iterdir())
        if folder.name != "schemas"
    }
    return {function: names + sorted(VARIANTS.get(function, {})) for function, names in found.items()}


def event_of(function: str, name: str) -> dict[str, Any]:
    if variant := VARIANTS.get(function, {}).get(name):
        sample, change = variant
        return change(event_of(function, sample))
    event: dict[str, Any] = json.loads((EVENTS / function / f"{name}.json").read_text("utf-8"))
    return event


def play(function: str, name: str, faults: Mapping[int, Fault] = {}, times: int = 1) -> Played:
    """`times`: how often the trigger brings the event although all is done."""
    calls, event, kind = Calls(faults), event_of(function, name), kind_of(function)
    with world_of(function, calls) as world:
        STAGES[function](world)

        def copy_runs() -> None:
            with contextlib.suppress(GoneError):  # its trigger would bring it again: the first does as well
                Runner(world)(copy.deepcopy(event))

        calls.meanwhile = copy_runs
        with calls.watched():
            for _ in range(times):
                wake(world, copy.deepcopy(event), kind)
                del world.answers[:-1]
        return Played(tuple(calls.made), normal(world.left()))
