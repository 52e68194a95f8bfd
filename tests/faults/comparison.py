"""What a play with a fault has left, beside what the play without one leaves."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.unit.conftest import FixedClock

START = FixedClock().now
_LONGEST = timedelta(hours=1)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
_HEX = re.compile(r"\b[0-9a-f]{24,}\b")
_RANDOM = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_VOLATILE = frozenset({"expires_at", "in_progress_expiration", "ClientRequestToken"})
"""When something may be forgotten: counted from the moment of the write, in seconds."""


@dataclass(frozen=True, order=True)
class Difference:
    """`count`: how many more there are with the fault than without; negative where some are missing."""

    place: str
    count: int
    thing: str
    had: int
    """How many there are without the fault."""

    def __str__(self) -> str:
        return f"{self.count:+d} {self.place}: {self.thing[:300]}"


def normal(left: list[tuple[str, Any]]) -> Counter[tuple[str, str]]:
    """Without the moments at which a thing was done, and without what is drawn at random."""
    return Counter((place, _text(thing)) for place, thing in left)


def differences(without: Counter[tuple[str, str]], with_fault: Counter[tuple[str, str]]) -> list[Difference]:
    found = [
        Difference(place, with_fault[place, thing] - without[place, thing], thing, without[place, thing])
        for place, thing in without.keys() | with_fault.keys()
        if with_fault[place, thing] != without[place, thing]
    ]
    return sorted(found)


def _text(thing: Any) -> str:
    text = json.dumps(_settled(thing), sort_keys=True, ensure_ascii=False, default=str)
    text = _TIME.sub(_moment, text)
    return _RANDOM.sub("<random>", _HEX.sub("<hex>", text))


def _settled(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _settled(value) for name, value in thing.items() if name not in _VOLATILE}
    if isinstance(thing, list | tuple):
        return [_settled(each) for each in thing]
    return thing


def _moment(found: re.Match[str]) -> str:
    moment = datetime.fromisoformat(found[0])
    return "<now>" if START <= moment.astimezone(UTC) <= START + _LONGEST else found[0]
