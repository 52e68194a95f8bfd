"""Read and write units of what was asked of DynamoDB, by the sizes of the items: see the developer guide,
"DynamoDB item sizes and formats" and "Read and write operations". Indexes are those of
infrastructure/state.yaml."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from tests.benchmarks.answers import Asked
from tests.templates import INFRASTRUCTURE

Attributes = dict[str, Any]
_WRITTEN, _READ = 1024, 4096
_INSERTED, _SET, _REMOVED = (
    re.compile(r"'(\w+)': \?"),
    re.compile(r'SET "(\w+)"'),
    re.compile(r'REMOVE "(\w+)"'),
)
_KEYS = ("pk", "sk")
_INDEXES = {
    index["IndexName"]: index["Projection"]["ProjectionType"] == "ALL"
    for index in INFRASTRUCTURE["state"]["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
}


@dataclass
class Units:
    """Units so far. What was read or put is remembered by its key, because an update is billed as the whole
    item.

    A transaction's writes count double. Writes that a condition refused count too, as DynamoDB bills them.
    """

    read: float = 0.0
    written: int = 0
    _known: dict[tuple[str, ...], Attributes] = field(default_factory=dict)

    def add(self, asked: Iterable[Asked]) -> None:
        for one in asked:
            request, answer = json.loads(one.request or b"{}"), json.loads(one.answer or b"{}")
            if one.operation in ("GetItem", "BatchGetItem", "Query"):
                self.read += self._reading(one.operation, request, answer)
            else:
                self.written += sum(self._writing(one.operation, request))

    def _reading(self, operation: str, request: Attributes, answer: Attributes) -> float:
        if operation == "GetItem":
            found = [answer["Item"]] if "Item" in answer else []
            return self._remembered(found, 1) * _strength(request)
        if operation == "Query":
            return max(1, ceil(sum(map(size, answer["Items"])) / _READ)) * _strength(request)
        return sum(
            self._remembered(answer["Responses"].get(table, []), len(of_table["Keys"])) * _strength(of_table)
            for table, of_table in request["RequestItems"].items()
        )

    def _remembered(self, found: list[Attributes], asked: int) -> int:
        """What is not there costs as much as the smallest item."""
        self._known |= {_key(item): item for item in found}
        return sum(ceil(size(item) / _READ) for item in found) + asked - len(found)

    def _writing(self, operation: str, request: Attributes) -> Iterator[int]:
        if operation == "PutItem":
            yield self._put(request["Item"])
        elif operation == "UpdateItem":
            yield self._update(request)
        elif operation == "TransactWriteItems":
            for action in request["TransactItems"]:
                ((kind, body),) = action.items()
                yield 2 * (self._put(body["Item"]) if kind == "Put" else self._update(body))
        elif operation == "BatchExecuteStatement":
            yield from map(self._statement, request["Statements"])

    def _put(self, item: Attributes) -> int:
        before: Attributes = self._known.get(_key(item), {})
        self._known[_key(item)] = item
        return _units(before, item)

    def _update(self, body: Attributes) -> int:
        """By expression, in which names may be values' places: no attribute of an index is among them."""
        key: Attributes = body["Key"]
        before = self._known.get(_key(key), key)
        values = body.get("ExpressionAttributeValues", {})
        return ceil(max(size(before), size(key | values)) / _WRITTEN)

    def _statement(self, statement: Attributes) -> int:
        text, values = statement["Statement"], statement["Parameters"]
        if text.startswith("INSERT"):
            return self._put(dict(zip(_INSERTED.findall(text), values, strict=True)))
        *_, pk, sk, _version = values
        before = self._known[pk["S"], sk["S"]]
        removed = _REMOVED.findall(text)
        after = {name: value for name, value in before.items() if name not in removed}
        return self._put(after | dict(zip(_SET.findall(text), values, strict=False)))


def _units(before: Attributes, after: Attributes) -> int:
    """Of the table, and of each index: one whose keys change is deleted there and put anew."""
    units = ceil(max(size(before), size(after)) / _WRITTEN)
    for index, whole in _INDEXES.items():
        keys = [f"{index}pk", f"{index}sk"]
        was, now = ([item[key] for key in keys if key in item] for item in (before, after))
        old, new = (
            item if whole else {k: item[k] for k in (*_KEYS, *keys) if k in item} for item in (before, after)
        )
        if was == now:
            units += ceil(max(size(old), size(new)) / _WRITTEN) if now and whole else 0
        else:
            units += bool(was) * ceil(size(old) / _WRITTEN) + bool(now) * ceil(size(new) / _WRITTEN)
    return units


def _strength(request: Attributes) -> float:
    return 1.0 if request.get("ConsistentRead") else 0.5


def _key(item: Attributes) -> tuple[str, ...]:
    """The peers' tables have keys of their own."""
    return tuple(item[name]["S"] for name in (*_KEYS, "id") if name in item)


def size(item: Attributes) -> int:
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(value: Attributes) -> int:
    """A number of up to 38 digits takes about half a byte a digit and one more."""
    ((kind, content),) = value.items()
    return len(str(content)) // 2 + 2 if kind == "N" else len(str(content).encode())
