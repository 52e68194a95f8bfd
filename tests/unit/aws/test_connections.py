from datetime import timedelta

import pytest

from campaign.aws.connections import ROUNDS, ConnectionTable
from campaign.aws.table import Table
from campaign.creators.connection import Connection, Consent, postponed
from campaign.creators.storage import StoredConnection
from campaign.kernel.errors import ConflictError, TransientError
from tests.unit.conftest import FixedClock


def connection(clock: FixedClock, open_id: str = "act.noor", due_in: float = 0) -> Connection:
    return Connection(
        open_id=open_id,
        tokens=None,
        scope=("video.list",),
        consent=Consent(version="1", language="ar", agreed_at=clock()),
        connected_at=clock(),
        leave_hash="0",
        due_at=clock() + timedelta(seconds=due_in),
    )


def test_who_is_due_comes_in_the_order_of_their_waiting_over_all_shards(
    table: Table, clock: FixedClock
) -> None:
    connections = ConnectionTable(table)
    for number in range(40):
        connections.connect(connection(clock, f"act.{number:02d}", due_in=number - 19))

    assert list(connections.due(clock())) == [f"act.{number:02d}" for number in range(20)]


def test_a_new_connection_replaces_one_that_is_being_written(table: Table, clock: FixedClock) -> None:
    connections = ConnectionTable(table)
    connections.connect(connection(clock))
    old = connections.get("act.noor")
    assert old is not None
    clock.advance(days=1)
    connections.connect(connection(clock))

    with pytest.raises(ConflictError):
        connections.save(postponed(old.connection, clock()), old, clock())
    assert connections.get("act.noor") == StoredConnection(connection(clock), 2)


def test_a_connection_that_others_write_all_the_time_is_tried_again_later(
    table: Table, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def clash(*arguments: object, **_: object) -> None:
        tries.append(arguments)
        raise ConflictError("thing", "it was written", "read again")

    monkeypatch.setattr(table, "put", clash)

    with pytest.raises(TransientError):
        ConnectionTable(table).connect(connection(clock))
    assert len(tries) == ROUNDS
