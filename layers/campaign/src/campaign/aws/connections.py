"""Connected creators, and the sign-ins that are under way, in the state table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import merge

from campaign.aws.table import Table
from campaign.creators.connection import Connection
from campaign.creators.departures import connection_key
from campaign.creators.sign_in import PendingSignIn
from campaign.creators.storage import (
    RECONNECT,
    StoredConnection,
    connection_item,
    connection_of,
    open_id_in,
    poll_partitions,
    sign_in_item,
    sign_in_key,
)
from campaign.kernel.clock import iso
from campaign.kernel.errors import ConflictError, TransientError

ROUNDS = 3
"""How often a new connection is written again when a poll of the old one was faster."""


class ConnectionTable:
    """Implements `campaign.creators.storage.Connections`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, open_id: str) -> StoredConnection | None:
        item = self.table.get(*connection_key("tiktok", open_id))
        return StoredConnection(connection_of(item), item.version) if item else None

    def connect(self, connection: Connection) -> None:
        for _ in range(ROUNDS):
            old = self.get(connection.open_id)
            version = old.version + 1 if old else 1
            item = connection_item(connection, version=version, changed_at=connection.connected_at)
            try:
                self.table.put(item, expected=old.version if old else None)
            except ConflictError:
                continue
            return
        raise TransientError(
            f"connection {connection.open_id}", "it is being written by others all the time", "try again"
        )

    def save(self, connection: Connection, replaced: StoredConnection, at: datetime) -> StoredConnection:
        version = replaced.version + 1
        item = connection_item(connection, version=version, changed_at=at)
        self.table.put(item, expected=replaced.version)
        return StoredConnection(connection, version)

    def remove(self, stored: StoredConnection) -> None:
        self.table.delete(*connection_key("tiktok", stored.connection.open_id), expected=stored.version)

    def due(self, until: datetime) -> Iterator[str]:
        """Those that have waited longest first."""
        shards = [
            self.table.query_keys("gsi3", partition, until=iso(until)) for partition in poll_partitions()
        ]
        for _, key in merge(*shards):
            yield open_id_in(key)

    def ended(self) -> Iterator[Connection]:
        """Those whose creators have to connect again, the newest first."""
        return map(connection_of, self.table.query_index("gsi1", RECONNECT, newest_first=True))


class SignInTable:
    """Implements `campaign.creators.storage.SignIns`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def add(self, key: str, pending: PendingSignIn, at: datetime) -> None:
        self.table.put(sign_in_item(key, pending, at), expected=None)

    def take(self, key: str) -> PendingSignIn | None:
        item = self.table.take(*sign_in_key(key))
        return PendingSignIn.model_validate_json(item.data) if item else None
