from typing import Any

import pytest

from campaign.audience.storage import PARTS, Recipient, shard_of
from campaign.audience.subscriber import Cadence, Channel
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.clock import iso
from campaign.kernel.errors import ConflictError, NotFoundError
from campaign.kernel.item import Item
from tests.unit.audience.samples import partner, reader
from tests.unit.sessions.samples import NOW
from tests.unit.stored import items_under


@pytest.fixture
def audience(table: Table) -> AudienceTable:
    return AudienceTable(table)


def subscribers(audience: AudienceTable, *topics: str) -> list[Recipient]:
    return [recipient for part in range(PARTS) for recipient in audience.recipients(topics, part)]


def test_a_subscriber_comes_back_as_registered(audience: AudienceTable) -> None:
    subscriber = partner()
    audience.register(subscriber)

    assert audience.find("invented-partner") == subscriber


def test_an_id_that_is_taken_conflicts_and_changes_nothing(audience: AudienceTable) -> None:
    first = reader()
    audience.register(first)

    with pytest.raises(ConflictError, match="the id is taken"):
        audience.register(reader(address="other@example.org", topics=["toolkits"]))
    assert audience.find("invented-reader") == first
    assert subscribers(audience, "toolkits") == []


def test_subscribers_of_several_topics_are_found_once(audience: AudienceTable) -> None:
    audience.register(reader(topics=["sessions", "session:ramadan-talk"]))
    audience.register(partner(topics=["session:ramadan-talk"]))
    audience.register(reader(id="elsewhere", topics=["toolkits"]))

    found = sorted(subscribers(audience, "sessions", "session:ramadan-talk"))

    assert found == [
        Recipient("invented-partner", Channel.WEBHOOK),
        Recipient("invented-reader", Channel.EMAIL),
    ]


def test_every_subscriber_is_in_one_part_of_the_audience(audience: AudienceTable) -> None:
    names = [f"reader-{number}" for number in range(40)]
    for name in names:
        audience.register(reader(id=name))

    parts = [list(audience.recipients(["sessions"], part)) for part in range(PARTS)]

    assert sorted(recipient.subscriber_id for part in parts for recipient in part) == sorted(names)
    assert all(parts)


def test_followers_of_one_session_are_in_the_part_of_their_shard(audience: AudienceTable) -> None:
    names = [f"reader-{number}" for number in range(40)]
    for number, name in enumerate(names):
        audience.register(reader(id=name, topics=["sessions" if number % 2 else "session:ramadan-talk"]))

    parts = [
        {found.subscriber_id for found in audience.recipients(["sessions", "session:ramadan-talk"], part)}
        for part in range(PARTS)
    ]

    assert parts == [{name for name in names if shard_of(name) % PARTS == part} for part in range(PARTS)]


def test_an_announcement_of_one_session_costs_72_queries(
    audience: AudienceTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    query_index = audience.table.query_index

    def counting(index: str, pk: str, **options: Any) -> Any:
        asked.append(pk)
        return query_index(index, pk, **options)

    monkeypatch.setattr(audience.table, "query_index", counting)
    subscribers(audience, "sessions", "session:ramadan-talk")

    assert len(asked) == len(set(asked)) == 64 + 8


def test_new_wishes_replace_the_rows_of_the_old_ones(audience: AudienceTable, table: Table) -> None:
    before = reader(topics=["sessions", "toolkit:listening"])
    audience.register(before)

    after = before.model_copy(update={"topics": ("toolkits",), "cadence": Cadence.DIGEST, "version": 2})
    audience.save(after, before)

    assert audience.find(before.id) == after
    assert [item.sk for item in items_under(table, f"SUB#{before.id}")] == [
        "SUB",
        "TOPIC#digest",
        "TOPIC#everybody",
        "TOPIC#toolkits",
    ]


def test_of_two_changes_of_one_subscriber_the_second_is_told(audience: AudienceTable) -> None:
    before = reader()
    audience.register(before)
    audience.save(before.model_copy(update={"language": "ar", "version": 2}), before)

    with pytest.raises(ConflictError):
        audience.save(before.model_copy(update={"topics": ("toolkits",), "version": 2}), before)
    assert subscribers(audience, "toolkits") == []


def test_a_usual_contact_that_ended_is_followed_by_the_next_one(audience: AudienceTable) -> None:
    before = reader(fallbacks=[{"channel": "sms", "address": "+971500000000"}])
    audience.register(before)
    audience.save(before.model_copy(update={"contacts": before.contacts[1:], "version": 2}), before)

    assert subscribers(audience, "sessions") == [Recipient("invented-reader", Channel.SMS)]


def test_a_removed_subscriber_leaves_nothing_behind(audience: AudienceTable, table: Table) -> None:
    audience.register(partner())
    told = Item(pk="SUB#invented-partner", sk="TOLD", version=1, data="[]", changed_at=iso(NOW))
    table.put(told, expected=None)
    audience.remove("invented-partner")

    assert items_under(table, "SUB#invented-partner") == []
    assert subscribers(audience, "sessions", "toolkits") == []
    assert audience.find("invented-partner") is None


def test_removing_nobody_is_not_found(audience: AudienceTable) -> None:
    with pytest.raises(NotFoundError, match="subscriber nobody"):
        audience.remove("nobody")
