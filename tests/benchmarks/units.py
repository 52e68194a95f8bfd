"""Write units of what was asked of DynamoDB, by the sizes of the items: see the developer guide, "DynamoDB
item sizes and formats" and "Capacity unit consumption for write operations"."""

import json
from collections.abc import Iterable
from math import ceil
from typing import Any

_KILOBYTE = 1024


def write_units(seen: Iterable[tuple[str, bytes]]) -> int:
    """One for each KB of an item, twice of a transaction's. An update counts as the whole item, which is here
    the one that was put before it."""
    units = 0
    sizes: dict[tuple[str, str], int] = {}
    for operation, body in seen:
        if operation == "TransactWriteItems":
            for action in json.loads(body)["TransactItems"]:
                item = action["Put"]["Item"]
                sizes[item["pk"]["S"], item["sk"]["S"]] = size = _size(item)
                units += 2 * ceil(size / _KILOBYTE)
        elif operation == "BatchExecuteStatement":
            for statement in json.loads(body)["Statements"]:
                units += ceil(_written(statement, sizes) / _KILOBYTE)
        elif operation == "PutItem":
            units += ceil(_size(json.loads(body)["Item"]) / _KILOBYTE)
    return units


def _written(statement: dict[str, Any], sizes: dict[tuple[str, str], int]) -> int:
    parameters = statement["Parameters"]
    if statement["Statement"].startswith("INSERT"):
        return sum(map(_value, parameters))
    *_, pk, sk, _version = parameters
    return sizes[pk["S"], sk["S"]]


def _size(item: dict[str, Any]) -> int:
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: dict[str, Any]) -> int:
    """A number of up to 38 digits takes about half a byte a digit and one more."""
    ((kind, text),) = value.items()
    return len(str(text)) // 2 + 2 if kind == "N" else len(str(text).encode())
