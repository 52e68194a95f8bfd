"""A table of which some items are read before anybody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from campaign.aws.table import Key, Table
from campaign.kernel.item import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ReadAhead(Table):
    """Whoever asks for one item by its key gets what the last `read_ahead` found, if it looked for that key:
    so one call reads what several adapters, each of which knows its own items, ask for one by one."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        super().__init__(client, name)
        self._ahead: dict[Key, Item | None] = {}

    def read_ahead(self, keys: Iterable[Key]) -> Mapping[Key, Item]:
        """At most 100 keys; the answers of an earlier call are forgotten."""
        wanted = list(keys)
        found = self.get_many(wanted)
        self._ahead = {key: found.get(key) for key in wanted}
        return found

    def get(self, pk: str, sk: str) -> Item | None:
        return self._ahead[pk, sk] if (pk, sk) in self._ahead else super().get(pk, sk)
