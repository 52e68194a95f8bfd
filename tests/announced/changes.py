"""A file of a schedule's changes, as what staff would do about each of them.

One change a line: `at`, `op`, `guid`, and what the item was (`old`) and is (`new`): its start, its duration
as hours and minutes, its place and its title. An item that is absent (`removed`) is left as it is: absence is
not cancellation. So an item that comes back is compared with what is known of it.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tests.announced.life import Happening

Why = Literal["done", "absent", "nothing new", "its date had passed"]


class Item(NamedTuple):
    """An item of the schedule; `starts` with its zone."""

    starts: datetime
    minutes: int
    place: str
    title: str


class Step(NamedTuple):
    """One line of the file. `happening`: what it comes to, if anything · `why` not."""

    at: datetime
    session: str
    op: str
    item: Item
    happening: Happening | None
    why: Why


def read(file: Path) -> Iterator[Step]:
    """Raises ValueError for a line of another shape, with its number."""
    known: dict[str, Item] = {}
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            at, session = datetime.fromisoformat(row["at"]), _name(row["guid"])
            item = _item(row.get("new") or row["old"])
            absent = row["op"] == "removed"
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file.name}, line {number}: not a change with at, op, guid and new") from error
        now = (
            item if known.get(session) is None else item._replace(starts=_possible(at, item, known[session]))
        )
        kind = None if absent else _kind(known.get(session), now, at)
        why: Why = "done"
        if kind is None:
            passed = not absent and item.starts <= at and (session not in known or item != known[session])
            why = "absent" if absent else "its date had passed" if passed else "nothing new"
        else:
            known[session] = now
        happening = Happening(at, session, kind, None if kind == "retold" else now.starts) if kind else None
        yield Step(at, session, row["op"], item if kind is None else now, happening, why)


def _possible(at: datetime, item: Item, known: Item) -> datetime:
    """Staff cannot move a session into the past: then it stays where it is."""
    return item.starts if item.starts > at else known.starts


def _kind(known: Item | None, item: Item, at: datetime) -> Literal["added", "moved", "retold"] | None:
    if known is None:
        return "added" if item.starts > at else None
    if item.starts != known.starts:
        return "moved"
    return "retold" if item != known else None


def _item(fields: list[Any]) -> Item:
    """A session lasts from 5 to 600 minutes, and its title is one line."""
    starts, duration, place, title = fields
    hours, minutes = duration.split(":")
    lasts = min(max(int(hours) * 60 + int(minutes), 5), 600)
    return Item(datetime.fromisoformat(starts), lasts, _line(place), _line(title))


def _name(guid: str) -> str:
    """A session's id; what is none keeps apart from all others by a part of its digest."""
    words = re.sub("[^a-z0-9]+", "-", guid.lower()).strip("-")
    if words == guid and len(guid) <= 40:
        return guid
    return f"{words[:30].strip('-')}-{sha256(guid.encode()).hexdigest()[:8]}".lstrip("-")


def _line(text: str) -> str:
    return " ".join(text.split())[:200]
