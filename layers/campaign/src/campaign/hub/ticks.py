"""Messages of the hub's queue that came before their time."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from typing import Any

from pydantic import ValidationError

from campaign.publications.timing import Tick

Record = dict[str, Any]


def apart(records: Iterable[Record], now: datetime) -> tuple[list[Record], list[tuple[Record, int]]]:
    """What orders a build now, and what is to come back after so many whole seconds, not before its time."""
    due: list[Record] = []
    early: list[tuple[Record, int]] = []
    for record in records:
        seconds = _seconds_left(record["body"], now)
        if seconds > 0:
            early.append((record, seconds))
        else:
            due.append(record)
    return due, early


def _seconds_left(body: str, now: datetime) -> int:
    if '"tick"' not in body:  # thousands of changes come at once, and few of them are ticks
        return 0
    try:
        tick = Tick.model_validate_json(body)
    except ValidationError:
        return 0
    return ceil((tick.at - now).total_seconds())
