"""What a message consists of, without what it says: for whoever has to find out why it could not be read."""

import json
from collections.abc import Iterator
from typing import Any

MOST_LINES = 60
_LONGEST_NAME = 40
_DEEPEST = 6


def shape_of(body: str) -> list[str]:
    """Its members by their names, each with its kind and size: `data.caption: text of 120`. Of a list the
    first entry stands for all. What is no JSON is one line. At most MOST_LINES."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return [f"no JSON: text of {len(body)}"]
    lines = list(_lines("", message, 0))
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _lines(path: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and value and depth < _DEEPEST:
        for name, inner in value.items():
            yield from _lines(f"{path}.{_harmless(name)}" if path else _harmless(name), inner, depth + 1)
    elif isinstance(value, list) and value and depth < _DEEPEST:
        yield f"{path or 'message'}: list of {len(value)}"
        yield from _lines(f"{path}[]", value[0], depth + 1)
    else:
        yield f"{path or 'message'}: {_kind(value)}"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return f"text of {len(value)}"
        case list():
            return f"list of {len(value)}"
        case _:
            return f"object of {len(value)}"


def _harmless(name: str) -> str:
    """Anybody may have chosen it. What is no plain name is told by its length, since it may be content."""
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain and len(name) <= _LONGEST_NAME else f"<name of {len(name)}>"
