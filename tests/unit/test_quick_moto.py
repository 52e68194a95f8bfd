"""The quick paths around moto's DynamoDB answer as moto does."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.aws.table import Table


def put(table: Table, sk: str, **fields: str) -> dict[str, Any]:
    item = {"pk": "P", "sk": sk, **fields}
    return {"Put": {"TableName": table.name, "Item": {name: {"S": value} for name, value in item.items()}}}


def keys(table: Table, index: str | None = None, partition: str = "P") -> list[str]:
    asked: dict[str, Any] = {"IndexName": index} if index else {}
    found = boto3.client("dynamodb").query(
        TableName=table.name,
        KeyConditionExpression="gsi1pk = :pk" if index else "pk = :pk",
        ExpressionAttributeValues={":pk": {"S": partition}},
        **asked,
    )
    return [item["sk"]["S"] for item in found["Items"]]


def test_a_refused_transaction_leaves_everything_as_it_was(table: Table) -> None:
    dynamodb = boto3.client("dynamodb")
    dynamodb.transact_write_items(TransactItems=[put(table, "a", said="first")])  # type: ignore[list-item]
    taken = put(table, "a")
    taken["Put"]["ConditionExpression"] = "attribute_not_exists(pk)"

    with pytest.raises(ClientError) as refused:
        dynamodb.transact_write_items(TransactItems=[put(table, "b"), taken])  # type: ignore[list-item]

    reasons = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert keys(table) == ["a"]


def test_an_item_is_found_in_the_index_partition_that_it_is_in_now(table: Table) -> None:
    dynamodb = boto3.client("dynamodb")
    for sk in ("a", "b"):
        dynamodb.transact_write_items(TransactItems=[put(table, sk, gsi1pk="old", gsi1sk=sk)])  # type: ignore[list-item]
    dynamodb.update_item(
        TableName=table.name,
        Key={"pk": {"S": "P"}, "sk": {"S": "a"}},
        UpdateExpression="SET gsi1pk = :new",
        ExpressionAttributeValues={":new": {"S": "new"}},
    )
    dynamodb.delete_item(TableName=table.name, Key={"pk": {"S": "P"}, "sk": {"S": "b"}})

    assert (keys(table, "gsi1", "old"), keys(table, "gsi1", "new")) == ([], ["a"])
