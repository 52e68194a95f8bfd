"""A day's quota of requests and records, counted in one item a UTC day, so that no two runs together use
more of it than there is.

The counters are attributes of their own, not the item's `data`: DynamoDB adds to them and checks them in one
step, where a read and a conditional write would have to be repeated under contention.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated
from campaign.aws.table import Table

SORT_KEY = "QUOTA"
KEEP = timedelta(days=30)
ROOM = (
    "(attribute_not_exists(requests) OR requests < :requests)"
    " AND (attribute_not_exists(records) OR records <= :records)"
    " AND attribute_not_exists(exhausted)"
)


class Used(NamedTuple):
    """Of one day. `exhausted`: the other side has said that there is no more, whatever was counted here."""

    requests: int = 0
    records: int = 0
    exhausted: bool = False


class DailyQuota:
    """`name` tells whose quota it is."""

    def __init__(self, table: Table, name: str, requests_a_day: int, records_a_day: int) -> None:
        self.requests_a_day = requests_a_day
        self._records_a_day = records_a_day
        self._table = table
        self._name = name

    def reserve(self, day: date, records: int, share: float = 1.0) -> bool:
        """Take one request and so many records, if this share of the day's has as many left; answers whether
        it had."""
        limits = {
            ":requests": {"N": str(int(self.requests_a_day * share))},
            ":records": {"N": str(int(self._records_a_day * share) - records)},
        }
        try:
            self._add(day, requests=1, records=records, ConditionExpression=ROOM, limits=limits)
        except ClientError as error:
            if code_of(error) == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def give_back(self, day: date, records: int) -> None:
        """So many of the reserved records did not come."""
        self._add(day, requests=0, records=-records)

    def exhaust(self, day: date) -> None:
        """Nothing more is asked on this day."""
        with translated(self._name):
            self._table.client.update_item(
                TableName=self._table.name,
                Key=self._key(day),
                UpdateExpression="SET exhausted = :true, expires_at = :end",
                ExpressionAttributeValues={":true": {"BOOL": True}, ":end": _end(day)},
            )

    def used(self, day: date) -> Used:
        with translated(self._name):
            answer = self._table.client.get_item(
                TableName=self._table.name, Key=self._key(day), ConsistentRead=True
            )
        item = answer.get("Item", {})
        requests, records = (int(item[name]["N"]) if name in item else 0 for name in ("requests", "records"))
        return Used(requests, records, "exhausted" in item)

    def _add(self, day: date, *, requests: int, records: int, limits: Any = None, **condition: str) -> None:
        with translated(self._name):
            self._table.client.update_item(
                TableName=self._table.name,
                Key=self._key(day),
                UpdateExpression="ADD requests :more_requests, records :more_records SET expires_at = :end",
                ExpressionAttributeValues={
                    ":more_requests": {"N": str(requests)},
                    ":more_records": {"N": str(records)},
                    ":end": _end(day),
                    **(limits or {}),
                },
                **condition,  # type: ignore[arg-type]  # at most a ConditionExpression
            )

    def _key(self, day: date) -> Any:
        return {"pk": {"S": f"QUOTA#{self._name}#{day}"}, "sk": {"S": SORT_KEY}}


def _end(day: date) -> Any:
    return {"N": str(int((datetime.combine(day, time(), UTC) + KEEP).timestamp()))}
