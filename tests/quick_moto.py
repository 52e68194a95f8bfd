"""moto's DynamoDB, made fit for a million items: the same answers, without looking at every item each time.

moto copies the whole table for each action of a transaction and walks over all of it for each query. Here a
transaction keeps what it touches, and a query looks at its partition alone. What moto answers of DynamoDB are
dictionaries with AWS's own names, so none of the aliases is tried that it knows for objects of its own.
"""

import copy
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import moto.dynamodb.models as models
from moto.core.serialize import AttributePicker, AttributePickerContext
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Key = tuple[Any, Any]
_INDEX_NAME = 6
"""Its place among the arguments that moto hands to `Table.query` after the partition's key."""
_put_item = Table.put_item
_query = Table.query
_update_item = models.DynamoDBBackend.update_item
_pick_by_alias = AttributePicker.__call__
_transact = models.DynamoDBBackend.transact_write_items


@contextmanager
def quick_dynamodb() -> Iterator[None]:
    """Inside `mock_aws` or around it."""
    with (
        patch.object(Table, "put_item", _put),
        patch.object(Table, "query", _ask),
        patch.object(models.DynamoDBBackend, "update_item", _update),
        patch.object(models.DynamoDBBackend, "transact_write_items", _together),
        patch.object(AttributePicker, "__call__", _pick),
    ):
        yield


def _put(table: Table, *arguments: Any, **named: Any) -> Any:
    item = _put_item(table, *arguments, **named)
    _note(table, item)
    return item


def _update(backend: Any, table_name: str, *arguments: Any, **named: Any) -> Any:
    item = _update_item(backend, table_name, *arguments, **named)
    _note(backend.tables[table_name], item)
    return item


def _note(table: Table, item: Item) -> None:
    """Remember the item under each index that it is in. One that leaves stays: the query looks again."""
    for name in _index_keys(table):
        if value := item.attrs.get(name):
            _partitions(table)[name, str(value.value)][item.hash_key, item.range_key] = None


def _index_keys(table: Table) -> list[str]:
    return [key["AttributeName"] for index in table.all_indexes() for key in index.schema[:1]]


def _partitions(table: Any) -> dict[tuple[str, str], dict[Key, None]]:
    if "quick_partitions" not in vars(table):
        table.quick_partitions = defaultdict(dict)
    found: dict[tuple[str, str], dict[Key, None]] = table.quick_partitions
    return found


def _ask(table: Table, hash_key: Any, *arguments: Any, **named: Any) -> Any:
    index_name = arguments[_INDEX_NAME]
    if index_name is None:
        candidates = list(table.items.get(hash_key, {}).values())
    else:
        ((name, asked),) = named["hash_key_conditions"]
        partition = _partitions(table)[name, str(asked.value)]
        stored = (table.items.get(pk, {}).get(sk) for pk, sk in partition)
        candidates = [item for item in stored if item is not None]
    with patch.object(table, "all_items", lambda: candidates):
        return _query(table, hash_key, *arguments, **named)


def _together(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    before = [_stored(backend, action) for action in transact_items]
    kept = SimpleNamespace(deepcopy=lambda thing: thing if isinstance(thing, Table) else copy.deepcopy(thing))
    try:
        with patch.object(models, "copy", kept):
            _transact(backend, transact_items)
    except Exception:
        for table, (pk, sk), item in before:
            if item is None:
                table.items.get(pk, {}).pop(sk, None)
            else:
                table.items[pk][sk] = item
        raise


def _stored(backend: Any, action: dict[str, Any]) -> tuple[Table, Key, Item | None]:
    """The table, the key and a copy of what is there before the action."""
    (operation,) = action.values()
    table = backend.get_table(operation["TableName"])
    key = operation.get("Key") or operation["Item"]
    pk, sk = (DynamoType(key[name]) for name in (table.hash_key_attr, table.range_key_attr))
    return table, (pk, sk), copy.deepcopy(table.items.get(pk, {}).get(sk))


def _pick(picker: AttributePicker, context: AttributePickerContext) -> Any:
    service = context.service_model
    if type(context.obj) is dict and service and service.service_name == "dynamodb":
        return context.obj.get(context.key)
    return _pick_by_alias(picker, context)
