"""BatchExecuteStatement for moto, whose PartiQL parser knows no parameters in these places.

Carries out exactly the two statements that campaign/aws/batch_writes.py writes, as the conditional put and
update that DynamoDB makes of them. The stack tests run the real statements.
"""

import json
import re
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler

_INSERT = re.compile(r"""^INSERT INTO "(?P<table>[^"]+)" VALUE \{(?P<fields>.+)\}$""")
_UPDATE = re.compile(
    r"""^UPDATE "(?P<table>[^"]+)" (?P<changes>.+) WHERE "pk" = \? AND "sk" = \? AND "version" = \?$"""
)


def batch_execute_statement(handler: DynamoHandler) -> str:
    """Stands in for moto's own method of this name."""
    backend = dynamodb_backends[handler.current_account][handler.region]
    return json.dumps(
        {"Responses": [execute(backend, statement) for statement in handler.body["Statements"]]}
    )


def execute(backend: Any, statement: dict[str, Any]) -> dict[str, Any]:
    text, parameters = statement["Statement"], statement["Parameters"]
    if insert := _INSERT.match(text):
        item = dict(zip(re.findall(r"'(\w+)': \?", insert["fields"]), parameters, strict=True))
        if _stored(backend, insert["table"], item["pk"], item["sk"]) is not None:
            return {"Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}}
        backend.put_item(insert["table"], item)
        return {"TableName": insert["table"]}
    update = _UPDATE.match(text)
    assert update, f"not a statement of batch_writes.py: {text}"
    *values, pk, sk, version = parameters
    stored = _stored(backend, update["table"], pk, sk)
    if stored is None or stored["version"] != version:
        return {"Error": {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}}
    item = stored | dict(zip(re.findall(r'SET "(\w+)" = \?', update["changes"]), values, strict=True))
    for name in re.findall(r'REMOVE "(\w+)"', update["changes"]):
        item.pop(name, None)
    backend.put_item(update["table"], item)
    return {"TableName": update["table"]}


def _stored(backend: Any, table: str, pk: Any, sk: Any) -> dict[str, Any] | None:
    item = backend.get_item(table, {"pk": pk, "sk": sk})
    return dict(item.to_json()["Attributes"]) if item else None
