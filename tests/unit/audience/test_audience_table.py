import pytest

from campaign.audience.storage import PARTS, Recipient
from campaign.audience.subscriber import Channel
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError
from tests.unit.audience.samples import partner, reader
from tests.unit.stored import items_under


@pytest.fixture
def audience(table: Table) -> AudienceTable:
    return AudienceTable(table)


def subscribers(audience: AudienceTable, *topics: str) -> list[Recipient]:
    return [recipient for part in range(PARTS) for recipient in audience.recipients(topics, part)]


def test_a_subscriber_comes_back_as_registered(audience: AudienceTable) -> None:
    audience.register(partner())

    assert audience.find("invented-partner") == partner()


def test_an_id_that_is_taken_conflicts_and_changes_nothing(audience: AudienceTable) -> None:
    audience.register(reader())

    with pytest.raises(ConflictError, match="the id is taken"):
        audience.register(reader(address="other@example.org", topics=["toolkits"]))
    assert audience.find("invented-reader") == reader()
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


def test_a_removed_subscriber_leaves_nothing_behind(audience: AudienceTable, table: Table) -> None:
    audience.register(partner())
    audience.remove("invented-partner")

    assert items_under(table, "SUB#invented-partner") == []
    assert subscribers(audience, "sessions", "toolkits") == []
    assert audience.find("invented-partner") is None


def test_removing_nobody_is_not_found(audience: AudienceTable) -> None:
    with pytest.raises(NotFoundError, match="subscriber nobody"):
        audience.remove("nobody")
