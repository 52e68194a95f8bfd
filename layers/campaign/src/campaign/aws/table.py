"""The state table: reads by key or index, and writes that each carry their condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from campaign.aws.attributes import from_attributes, to_attributes
from campaign.aws.errors import THROTTLED, code_of, translated
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef as Action

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

    def query(self, pk: str, sk_prefix: str = "", *, after: str = "") -> Iterator[Item]:
        """Items of one partition whose sort key begins like this, in its order, from the one after the sort
        key `after` on; strongly consistent."""
        values: dict[str, Any] = {":pk": {"S": pk}}
        if sk_prefix:  # DynamoDB compares no key with an empty text
            values[":prefix"] = {"S": sk_prefix}
        start = {"ExclusiveStartKey": {"pk": {"S": pk}, "sk": {"S": after}}}
        page: dict[str, Any] = start if after else {}
        while True:
            with translated(pk):
                answer = self.client.query(
                    TableName=self.name,
                    KeyConditionExpression="pk = :pk" + " AND begins_with(sk, :prefix)" * bool(sk_prefix),
                    ExpressionAttributeValues=values,
                    ConsistentRead=True,
                    **page,
                )
            yield from map(from_attributes, answer["Items"])
            if not (last := answer.get("LastEvaluatedKey")):
                return
            page = {"ExclusiveStartKey": last}

    def query_index(
        self, index: str, pk: str, *, since: str = "", newest_first: bool = False, page_size: int = 100
    ) -> Iterator[Item]:
        """Items of the index `gsi1` or `gsi2` under one partition, from sort key `since` on; pages come as
        they are consumed, so a caller that stops early pays for what it took."""
        condition = f" AND {index}sk >= :limit" if since else ""
        answers = self._query(index, pk, condition, since, newest_first=newest_first, page_size=page_size)
        yield from map(from_attributes, answers)

    def query_keys(
        self,
        index: str,
        pk: str,
        *,
        since: str = "",
        until: str = "",
        newest_first: bool = False,
        page_size: int = 100,
    ) -> Iterator[tuple[str, Key]]:
        """Sort keys of an index, either from `since` on or up to `until`, both included, each with its item's
        key; pages as with `query_index`."""
        condition = f" AND {index}sk {'>=' if since else '<='} :limit" if since or until else ""
        answers = self._query(
            index,
            pk,
            condition,
            since or until,
            newest_first=newest_first,
            page_size=page_size,
            only=f"pk, sk, {index}sk",
        )
        for found in answers:
            yield found[f"{index}sk"]["S"], (found["pk"]["S"], found["sk"]["S"])

    def _query(
        self,
        index: str,
        pk: str,
        condition: str,
        limit: str,
        *,
        newest_first: bool = False,
        page_size: int,
        only: str = "",
    ) -> Iterator[Any]:
        values: dict[str, Any] = {":pk": {"S": pk}}
        if condition:
            values[":limit"] = {"S": limit}
        projected: Any = {"ProjectionExpression": only} if only else {}
        page: dict[str, Any] = {}
        while True:
            with translated(pk):
                answer = self.client.query(
                    TableName=self.name,
                    IndexName=index,
                    KeyConditionExpression=f"{index}pk = :pk{condition}",
                    ExpressionAttributeValues=values,
                    ScanIndexForward=not newest_first,
                    Limit=page_size,
                    **projected,
                    **page,
                )
            yield from answer["Items"]
            if not (last := answer.get("LastEvaluatedKey")):
                return
            page = {"ExclusiveStartKey": last}

    def count_up(self, pk: str, sk: str, *, limit: int, expires_at: int) -> bool:
        """Add one to a counter that ends at `expires_at` (seconds since 1970); False when it stands at
        `limit`, which it never passes."""
        try:
            with translated(pk):
                self.client.update_item(
                    TableName=self.name,
                    Key={"pk": {"S": pk}, "sk": {"S": sk}},
                    UpdateExpression="SET expires_at = :expires_at ADD hits :one",
                    ConditionExpression="attribute_not_exists(hits) OR hits < :limit",
                    ExpressionAttributeValues={
                        ":expires_at": {"N": str(expires_at)},
                        ":one": {"N": "1"},
                        ":limit": {"N": str(limit)},
                    },
                )
        except ClientError as error:
            if code_of(error) == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def put(self, item: Item, *, expected: int | None) -> None:
        """Write one item if its stored version is `expected` (None: if there is none yet).

        Raises ConflictError when somebody else was faster. A write whose answer was lost is repeated by
        botocore and then meets itself: that is no conflict.
        """
        put = self._conditional_put(item, expected)
        try:
            with translated(item.pk):
                self.client.put_item(**put, ReturnValuesOnConditionCheckFailure="ALL_OLD")
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            if not _met_itself(error, put["Item"]):
                raise _conflict(item.pk) from error

    def put_revision(self, head: Item, snapshot: Item, *, expected: int | None) -> None:
        """The new head and its immutable snapshot in one transaction; ConflictError as with `put`."""
        self.transact(head.pk, [self.put_action(head, expected), self.put_action(snapshot, None)])

    def transact(self, thing: str, actions: list[Action]) -> None:
        """All of the actions (at most 100) or none; ConflictError when a condition does not hold."""
        try:
            with translated(thing):
                self.client.transact_write_items(TransactItems=actions)
        except ClientError as error:
            codes = {reason.get("Code", "") for reason in error.response.get("CancellationReasons", [])}
            if "ConditionalCheckFailed" in codes:
                raise _conflict(thing) from error
            if passing := codes & THROTTLED:
                raise TransientError(thing, f"AWS answered {min(passing)}", "wait and try again") from error
            raise

    def put_action(self, item: Item, expected: int | None) -> Action:
        """Within a transaction what `put` is on its own."""
        return {"Put": self._conditional_put(item, expected)}

    def overwrite_action(self, item: Item) -> Action:
        """Within a transaction a put without a condition of its own: another action guards it."""
        return {"Put": {"TableName": self.name, "Item": to_attributes(item)}}

    def delete_action(self, pk: str, sk: str, *, expected: int | None = None) -> Action:
        """Within a transaction what `delete` is on its own."""
        delete: Any = {"TableName": self.name, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}
        return {"Delete": delete | _only_version(expected)}

    def delete(self, pk: str, sk: str, *, expected: int | None = None) -> None:
        """Idempotent: deleting what is not there is no error.

        With `expected` only that version is deleted; ConflictError when there is another, or none.
        """
        try:
            with translated(pk):
                self.client.delete_item(
                    TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, **_only_version(expected)
                )
        except ClientError as error:
            if code_of(error) == "ConditionalCheckFailedException":
                raise _conflict(pk) from error
            raise

    def take(self, pk: str, sk: str) -> Item | None:
        """Delete the item and answer it: of two callers only one gets it."""
        with translated(pk):
            answer = self.client.delete_item(
                TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ReturnValues="ALL_OLD"
            )
        return from_attributes(answer["Attributes"]) if "Attributes" in answer else None

    def _conditional_put(self, item: Item, expected: int | None) -> Any:
        put: dict[str, Any] = {"TableName": self.name, "Item": to_attributes(item)}
        if expected is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        return put | _only_version(expected)


def _only_version(expected: int | None) -> Any:
    """The condition that the stored version is this one; none without one."""
    if expected is None:
        return {}
    return {
        "ConditionExpression": "version = :expected",
        "ExpressionAttributeValues": {":expected": {"N": str(expected)}},
    }


def _met_itself(error: ClientError, written: Any) -> bool:
    """Whether the request was repeated and what is stored is what the first one has written."""
    repeated = error.response["ResponseMetadata"].get("RetryAttempts", 0) > 0
    return repeated and error.response.get("Item") == written


def _conflict(thing: str) -> ConflictError:
    return ConflictError(
        thing, "it was changed by somebody else meanwhile", "read it again and repeat the change"
    )
