from datetime import timedelta

import pytest

from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError
from campaign.sessions.commands import change
from tests.unit.sessions.samples import NOW, START, change_of, session
from tests.unit.stored import items_under


@pytest.fixture
def sessions(table: Table) -> SessionTable:
    return SessionTable(table)


def test_a_session_comes_back_as_it_was_kept(sessions: SessionTable) -> None:
    sessions.add(session(), "c-1")

    assert sessions.get("ramadan-talk") == session()


def test_an_unknown_session_is_not_found(sessions: SessionTable) -> None:
    with pytest.raises(NotFoundError, match="session nowhere"):
        sessions.get("nowhere")


def test_every_revision_stays_on_record_and_only_the_head_carries_the_change(
    sessions: SessionTable, table: Table
) -> None:
    moved = change(session(), change_of(session(), starts="2026-03-02T21:00"), NOW)
    sessions.add(session(), "c-1")
    sessions.add(moved, "c-2")

    items = {item.sk: item for item in items_under(table, "SESSION#ramadan-talk")}
    assert {sk: (item.version, item.change) for sk, item in items.items()} == {
        "HEAD": (2, "session.changed"),
        "REV#000001": (1, None),
        "REV#000002": (2, None),
    }


def test_the_first_revision_is_scheduled(sessions: SessionTable, table: Table) -> None:
    sessions.add(session(), "c-1")

    head = table.get("SESSION#ramadan-talk", "HEAD")
    assert head is not None
    assert (head.change, head.correlation_id) == ("session.scheduled", "c-1")


def test_an_id_that_is_taken_conflicts(sessions: SessionTable) -> None:
    sessions.add(session(), "c-1")

    with pytest.raises(ConflictError):
        sessions.add(session(), "c-2")


def test_the_second_of_two_changes_made_at_once_conflicts(sessions: SessionTable) -> None:
    sessions.add(session(), "c-1")
    sessions.add(change(session(), change_of(session(), duration_minutes=60), NOW), "c-2")

    with pytest.raises(ConflictError):
        sessions.add(change(session(), change_of(session(), duration_minutes=90), NOW), "c-3")


def test_sessions_are_listed_from_a_moment_on_in_the_order_of_their_starts(sessions: SessionTable) -> None:
    for name, starts in (
        ("late", "2026-03-05T21:00"),
        ("early", "2026-03-01T21:00"),
        ("soon", "2026-03-02T21:00"),
    ):
        sessions.add(session(id=name, starts=starts), "c-1")

    listed = sessions.starting_from(START + timedelta(seconds=1))

    assert [found.id for found in listed] == ["soon", "late"]


def test_postponed_sessions_stand_behind_all_that_have_a_date(sessions: SessionTable) -> None:
    sessions.add(session(id="postponed"), "c-1")
    sessions.add(change(session(id="postponed"), change_of(session(), status="postponed"), NOW), "c-2")
    sessions.add(session(id="dated", starts="2026-03-05T21:00"), "c-1")

    assert [found.id for found in sessions.starting_from(START + timedelta(days=1))] == ["dated", "postponed"]


def test_what_is_cancelled_after_its_start_is_found_where_it_was_cancelled(sessions: SessionTable) -> None:
    late = START + timedelta(days=40)
    sessions.add(session(), "c-1")
    sessions.add(change(session(), change_of(session(), status="cancelled"), late), "c-2")

    assert [found.id for found in sessions.starting_from(late)] == ["ramadan-talk"]
