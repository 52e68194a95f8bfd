"""Connections and sign-ins as items of the state table, and what is asked of wherever they are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zlib import crc32

from campaign.creators.connection import Connection
from campaign.creators.departures import connection_key
from campaign.creators.sign_in import PendingSignIn
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

POLL_SHARDS = 16
RECONNECT = "RECONNECT"
"""The partition of index 1 with the connections that ended, by when they did."""


@dataclass(frozen=True, slots=True)
class StoredConnection:
    """A connection as it was read; `version` rises with every write and guards the next one."""

    connection: Connection
    version: int


class Connections(Protocol):
    """Implemented by `campaign.aws.connections.ConnectionTable`."""

    def get(self, open_id: str) -> StoredConnection | None: ...

    def connect(self, connection: Connection) -> None:
        """In place of whatever connection the creator had before."""
        ...

    def save(self, connection: Connection, replaced: StoredConnection, at: datetime) -> StoredConnection:
        """Raises ConflictError when it was written or deleted since `replaced` was read."""
        ...

    def remove(self, stored: StoredConnection) -> None:
        """Raises ConflictError like `save`."""
        ...

    def due(self, until: datetime) -> Iterator[str]:
        """The open_ids of those to be listed by then, as far as the index knows: it may lag."""
        ...


class SignIns(Protocol):
    """Implemented by `campaign.aws.connections.SignInTable`."""

    def add(self, key: str, pending: PendingSignIn, at: datetime) -> None: ...

    def take(self, key: str) -> PendingSignIn | None:
        """Once: whoever asks for the same key again is told that there is none."""
        ...


def poll_partitions() -> list[str]:
    """The partitions of index 3 that together hold the connections to be listed, by the time when."""
    return [f"POLLS#{shard}" for shard in range(POLL_SHARDS)]


def open_id_in(key: tuple[str, str]) -> str:
    return key[0].partition(":")[2]


def connection_item(connection: Connection, *, version: int, changed_at: datetime) -> Item:
    pk, sk = connection_key(connection.platform, connection.open_id)
    shard = crc32(connection.open_id.encode()) % POLL_SHARDS
    return Item(
        pk=pk,
        sk=sk,
        version=version,
        data=connection.model_dump_json(),
        changed_at=iso(changed_at),
        gsi1=(RECONNECT, iso(changed_at)) if connection.tokens is None else None,
        gsi3=(f"POLLS#{shard}", iso(connection.due_at)) if connection.due_at else None,
    )


def connection_of(item: Item) -> Connection:
    return Connection.model_validate_json(item.data)


def sign_in_key(key: str) -> tuple[str, str]:
    return f"CONNECT#{key}", "CONNECT"


def sign_in_item(key: str, pending: PendingSignIn, changed_at: datetime) -> Item:
    pk, sk = sign_in_key(key)
    return Item(
        pk=pk,
        sk=sk,
        version=1,
        data=pending.model_dump_json(),
        changed_at=iso(changed_at),
        expires_at=int(pending.expires_at.timestamp()),
    )
