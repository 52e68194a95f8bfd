"""The calls that a replay makes by the hundred thousand, handed to moto's DynamoDB without the wire between.

Requests and answers of these four operations are not written out and read again; items and conditions are
moto's. What moto refuses is asked for once more in the usual way, which says why.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends

from tests.unit import partiql

_call = BaseClient._make_api_call  # type: ignore[attr-defined]


@contextmanager
def straight_dynamodb() -> Iterator[None]:
    """Inside `mock_aws` and `quick_dynamodb`."""
    backend = dynamodb_backends["123456789012"]["eu-west-1"]

    def call(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        answer = _STRAIGHT.get(operation)
        if answer and client.meta.service_model.service_name == "dynamodb":
            with suppress(Exception):
                return answer(backend, arguments)
        return _call(client, operation, arguments)

    with patch.object(BaseClient, "_make_api_call", call):
        yield


def _get(backend: DynamoDBBackend, asked: dict[str, Any]) -> dict[str, Any]:
    item = backend.get_item(asked["TableName"], asked["Key"])
    return {"Item": item.to_json()["Attributes"]} if item else {}


def _get_many(backend: DynamoDBBackend, asked: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for table, wanted in asked["RequestItems"].items():
        items = (backend.get_item(table, key) for key in wanted["Keys"])
        found[table] = [item.to_json()["Attributes"] for item in items if item]
    return {"Responses": found, "UnprocessedKeys": {}}


def _write_together(backend: DynamoDBBackend, asked: dict[str, Any]) -> dict[str, Any]:
    backend.transact_write_items(asked["TransactItems"])
    return {}


def _write_many(backend: DynamoDBBackend, asked: dict[str, Any]) -> dict[str, Any]:
    return {"Responses": [partiql.execute(backend, statement) for statement in asked["Statements"]]}


_STRAIGHT: dict[str, Callable[[DynamoDBBackend, dict[str, Any]], dict[str, Any]]] = {
    "GetItem": _get,
    "BatchGetItem": _get_many,
    "TransactWriteItems": _write_together,
    "BatchExecuteStatement": _write_many,
}
