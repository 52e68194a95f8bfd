"""Many conditional writes in one call: DynamoDB's BatchExecuteStatement, each statement with a condition of
its own.

An SDK call costs about half a millisecond of CPU: one call for ten records is what makes the intake cheap.
The statements follow https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from campaign.aws.attributes import attributes_of, names_of, to_attributes
from campaign.aws.errors import THROTTLED, translated
from campaign.kernel.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIMIT = 25
_CLASHED = frozenset({"DuplicateItem", "ConditionalCheckFailed"})


class Outcome(StrEnum):
    """What became of one write of a batch."""

    WRITTEN = "written"
    CLASHED = "clashed"
    THROTTLED = "throttled"
    REFUSED = "refused"
    """The service takes no such item: this write will never work, the others of its batch may."""


class BatchWriteError(Exception):
    """The service refused a statement for a reason that lies in the deployment, not in the item."""


def write_batch(
    client: DynamoDBClient, table: str, writes: Sequence[tuple[Item, Item | None]]
) -> list[Outcome]:
    """Write each (new, old) pair if the stored version is still old's (old None: if nothing is stored yet).

    At most 25 pairs, all with different keys. Answers one outcome a pair, in their order.
    """
    if not writes:
        return []
    if len(writes) > LIMIT:
        raise ValueError(f"{len(writes)} writes: at most {LIMIT} a call")
    with translated(table):
        answer = client.batch_execute_statement(
            Statements=[_statement(table, new, old) for new, old in writes]
        )
    return [_outcome(response) for response in answer["Responses"]]


def _outcome(response: Any) -> Outcome:
    code = response.get("Error", {}).get("Code")
    if code is None:
        return Outcome.WRITTEN
    if code in _CLASHED:
        return Outcome.CLASHED
    if code in THROTTLED:
        return Outcome.THROTTLED
    if code == "ValidationError":
        return Outcome.REFUSED
    raise BatchWriteError(code)


def _statement(table: str, new: Item, old: Item | None) -> Any:
    if old is None:
        values = to_attributes(new)
        return {"Statement": _insert(table, tuple(values)), "Parameters": list(values.values())}
    changed = [
        (field, now) for field, now, before in zip(Item._fields, new, old, strict=True) if now != before
    ]
    values = attributes_of(changed)
    removed = [name for field, now in changed if now is None for name in names_of(field)]
    condition = [{"S": new.pk}, {"S": new.sk}, {"N": str(old.version)}]
    return {
        "Statement": _update(table, tuple(values), tuple(removed)),
        "Parameters": [*values.values(), *condition],
    }


@cache
def _insert(table: str, names: tuple[str, ...]) -> str:
    fields = ", ".join(f"'{name}': ?" for name in names)
    return f'INSERT INTO "{table}" VALUE {{{fields}}}'


@cache
def _update(table: str, changed: tuple[str, ...], removed: tuple[str, ...]) -> str:
    changes = [f'SET "{name}" = ?' for name in changed] + [f'REMOVE "{name}"' for name in removed]
    return f'UPDATE "{table}" {" ".join(changes)} WHERE "pk" = ? AND "sk" = ? AND "version" = ?'
