"""The state table: reads by key or index, and writes that each carry their condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from campaign.aws.attributes import from_attributes, to_attributes
from campaign.aws.errors import code_of, translated
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Key = tuple[str, str]
_BATCH_GET_LIMIT = 100


class Table:
    """All reads by key are strongly consistent; an index lags by a moment, as DynamoDB's indexes do."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        self.client = client
        self.name = name

    def get(self, pk: str, sk: str) -> Item | None:
        with translated(pk):
            answer = self.client.get_item(
                TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
            )
        return from_attributes(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """At most 100 keys, in one call; those that do not exist are left out of the answer."""
        wanted: list[dict[str, Any]] = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in dict.fromkeys(keys)]
        if not wanted:
            return {}
        if len(wanted) > _BATCH_GET_LIMIT:
            raise ValueError(f"{len(wanted)} keys: at most {_BATCH_GET_LIMIT} a call")
        with translated(self.name):
            answer = self.client.batch_get_item(
                RequestItems={self.name: {"Keys": wanted, "ConsistentRead": True}}
            )
        if answer.get("UnprocessedKeys"):
            raise TransientError(self.name, "DynamoDB left some keys unread", "try again")
        return {
            (item := from_attributes(found)).key: item for found in answer["Responses"].get(self.name, [])
        }

    def query(self, pk: str, *, sk_prefix: str = "") -> Iterator[Item]:
        """Items under one partition, in the order of their sort keys."""
        values: dict[str, Any] = {":pk": {"S": pk}}
        condition = "pk = :pk"
        if sk_prefix:
            condition += " AND begins_with(sk, :sk)"
            values[":sk"] = {"S": sk_prefix}
        return self._pages(
            pk, KeyConditionExpression=condition, ExpressionAttributeValues=values, ConsistentRead=True
        )

    def query_index(
        self, index: str, pk: str, *, since: str = "", newest_first: bool = False, page_size: int = 100
    ) -> Iterator[Item]:
        """Items of the index `gsi1` or `gsi2` under one partition, from sort key `since` on; pages come as
        they are consumed, so a caller that stops early pays for what it took."""
        values: dict[str, Any] = {":pk": {"S": pk}}
        condition = f"{index}pk = :pk"
        if since:
            condition += f" AND {index}sk >= :since"
            values[":since"] = {"S": since}
        return self._pages(
            pk,
            IndexName=index,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=not newest_first,
            Limit=page_size,
        )

    def _pages(self, thing: str, **arguments: Any) -> Iterator[Item]:
        while True:
            with translated(thing):
                answer = self.client.query(TableName=self.name, **arguments)
            yield from map(from_attributes, answer["Items"])
            if not (last := answer.get("LastEvaluatedKey")):
                return
            arguments["ExclusiveStartKey"] = last

    def put(self, item: Item, *, expected: int | None) -> None:
        """Write one item if its stored version is `expected` (None: if there is none yet).

        Raises ConflictError when somebody else was faster.
        """
        try:
            with translated(item.pk):
                self.client.put_item(**self._conditional_put(item, expected))
        except ClientError as error:
            if code_of(error) == "ConditionalCheckFailedException":
                raise _conflict(item) from error
            raise

    def put_revision(self, head: Item, snapshot: Item, *, expected: int | None) -> None:
        """The new head and its immutable snapshot in one transaction; ConflictError as with `put`."""
        puts: list[Any] = [self._conditional_put(head, expected), self._conditional_put(snapshot, None)]
        try:
            with translated(head.pk):
                self.client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except ClientError as error:
            codes = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
            if "ConditionalCheckFailed" in codes:
                raise _conflict(head) from error
            if "TransactionConflict" in codes or "ThrottlingError" in codes:
                raise TransientError(head.pk, "another write was under way", "try again") from error
            raise

    def delete(self, pk: str, sk: str) -> None:
        """Idempotent: deleting what is not there is no error."""
        with translated(pk):
            self.client.delete_item(TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}})

    def _conditional_put(self, item: Item, expected: int | None) -> dict[str, Any]:
        put: dict[str, Any] = {"TableName": self.name, "Item": to_attributes(item)}
        if expected is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :expected"
            put["ExpressionAttributeValues"] = {":expected": {"N": str(expected)}}
        return put


def _conflict(item: Item) -> ConflictError:
    return ConflictError(
        item.pk, "it was changed by somebody else meanwhile", "read it again and repeat the change"
    )
